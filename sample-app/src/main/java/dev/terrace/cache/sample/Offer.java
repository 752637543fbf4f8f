package dev.terrace.cache.sample;

import java.time.Instant;

/**
 * The offer of the moment in a category.
 *
 * @param made when it was chosen: a new one is a new load
 */
public record Offer(Product product, Instant made) {}
