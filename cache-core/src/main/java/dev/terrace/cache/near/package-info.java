/** The near tier: objects in this process, under the caller's own keys. */
@NullMarked
package dev.terrace.cache.near;

import org.jspecify.annotations.NullMarked;
