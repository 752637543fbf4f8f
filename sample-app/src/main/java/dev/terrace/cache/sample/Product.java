package dev.terrace.cache.sample;

import java.math.BigDecimal;

/** An article of the shop. Its price has two decimals. */
public record Product(long id, String name, String category, BigDecimal price) {}
