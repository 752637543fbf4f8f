/** Meters of the caches. */
@NullMarked
package dev.terrace.cache.micrometer;

import org.jspecify.annotations.NullMarked;
