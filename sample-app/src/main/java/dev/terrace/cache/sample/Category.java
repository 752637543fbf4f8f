package dev.terrace.cache.sample;

/** A shelf of the shop and how many products are on it. */
public record Category(String name, long products) {}
