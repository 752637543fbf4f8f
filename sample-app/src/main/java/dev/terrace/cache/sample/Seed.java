package dev.terrace.cache.sample;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The goods of a new shop: the same each time, so that examples and tests can name them. */
final class Seed {

    static final int PRODUCTS = 5_000;

    static final List<String> CATEGORIES = List.of(
            "audio", "baby", "bags", "beauty", "bikes", "books", "cameras", "camping", "coffee", "desks", "garden",
            "gloves", "hats", "kitchen", "lamps", "music", "office", "pets", "phones", "posters", "shoes", "tea",
            "tools", "toys", "watches");

    private static final List<String> LOOKS =
            List.of("Bold", "Calm", "Classic", "Light", "Little", "Modern", "Plain", "Quiet", "Solid", "Swift", "Warm");

    private static final List<String> STUFFS =
            List.of("Amber", "Birch", "Copper", "Cotton", "Linen", "Maple", "Oak", "Slate", "Steel", "Velvet", "Wool");

    private Seed() {}

    /** Products 1 to {@value #PRODUCTS}, dealt out to the categories in turn. */
    static Stream<Product> products() {
        return LongStream.rangeClosed(1, PRODUCTS).mapToObj(Seed::product);
    }

    private static Product product(long id) {
        String category = pick(CATEGORIES, id - 1);
        String name = "%s %s %s No. %d".formatted(pick(LOOKS, id * 7), pick(STUFFS, id / LOOKS.size()), category, id);
        long cents = 199 + (id * 7_919) % 49_800;
        return new Product(id, name, category, BigDecimal.valueOf(cents, 2));
    }

    private static String pick(List<String> words, long number) {
        return words.get((int) (number % words.size()));
    }
}
