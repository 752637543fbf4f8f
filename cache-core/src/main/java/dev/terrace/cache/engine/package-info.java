/** The read and the write path through the tiers. */
@NullMarked
package dev.terrace.cache.engine;

import org.jspecify.annotations.NullMarked;
