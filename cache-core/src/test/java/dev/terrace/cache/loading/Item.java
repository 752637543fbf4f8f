package dev.terrace.cache.loading;

/**
 * What a loader returns, which tells where it is from.
 *
 * @param number which load of this key made it
 * @param madeAt when, by the monotonic clock
 */
record Item(String key, long number, long madeAt) {}
