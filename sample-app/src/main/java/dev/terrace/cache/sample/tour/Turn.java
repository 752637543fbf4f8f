package dev.terrace.cache.sample.tour;

import org.jspecify.annotations.Nullable;

/** A request to turn something on or off. */
record Turn(@Nullable Boolean on) {}
