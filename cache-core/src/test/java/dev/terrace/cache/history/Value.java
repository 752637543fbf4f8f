package dev.terrace.cache.history;

/**
 * A value of the cache, which says itself where it comes from.
 *
 * @param key the key for which it was made
 * @param version the version of the register that was read or written for it
 * @param began when its load, or its put, was invoked
 * @param id unique for each load and put of a run
 */
record Value(int key, long version, long began, long id) {}
