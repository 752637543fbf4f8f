package dev.terrace.cache.benchmarks.cluster;

/**
 * A value.
 *
 * @param key its key
 * @param version counts the writes of the key
 * @param text fills it up
 */
record Item(int key, long version, String text) {}
