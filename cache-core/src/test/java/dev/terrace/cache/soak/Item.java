package dev.terrace.cache.soak;

/**
 * A value of the cache, which says itself where it comes from.
 *
 * @param key the key for which it was loaded
 * @param version what the database said
 * @param began when its load was invoked
 * @param text as long as the description of a product
 */
record Item(int key, long version, long began, String text) {}
