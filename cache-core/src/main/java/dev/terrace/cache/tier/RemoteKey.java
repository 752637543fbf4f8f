package dev.terrace.cache.tier;

/**
 * A key of a cache in the remote tier.
 *
 * @param cache the name of the cache
 * @param text the {@linkplain dev.terrace.cache.codec.KeyEncoder text} of the key
 * @param hash its {@linkplain dev.terrace.cache.codec.KeyHash hash}
 */
public record RemoteKey(String cache, String text, long hash) {}
