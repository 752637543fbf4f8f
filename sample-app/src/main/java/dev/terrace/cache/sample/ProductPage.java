package dev.terrace.cache.sample;

import java.util.List;

/**
 * Some products of a category, by id.
 *
 * @param page counted from 0
 * @param size how many products a full page has
 * @param total how many products the category has
 */
public record ProductPage(String category, int page, int size, long total, List<Product> products) {}
