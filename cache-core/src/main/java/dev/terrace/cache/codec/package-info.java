/** Values to bytes and back: keys as text, the versioned envelope, codecs and the types they may create. */
@NullMarked
package dev.terrace.cache.codec;

import org.jspecify.annotations.NullMarked;
