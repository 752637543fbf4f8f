package dev.terrace.cache.tier;

import java.time.Duration;

/**
 * The right to fill a key. It is lost when it expires and when the key is invalidated, so that a value loaded before an
 * invalidation is never stored after it.
 *
 * @param token unique for each try
 * @param duration how long the right lasts
 */
public record Lease(String token, Duration duration) {}
