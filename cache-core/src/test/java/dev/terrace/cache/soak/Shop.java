package dev.terrace.cache.soak;

import dev.terrace.cache.EntryOptions;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What there is to be read, numbered: products in groups, of which few are popular, and behind them what belongs to one user each. */
final class Shop {

    static final int PRODUCTS = 20_000;
    static final int GROUPS = 500;
    static final int USERS = 1_000;
    static final int OF_A_USER = 4;
    static final int KEYS = PRODUCTS + USERS * OF_A_USER;

    private static final double SKEW = 0.99;
    private static final double[] CUMULATED = cumulated();

    private Shop() {}

    private static double[] cumulated() {
        double[] weights = IntStream.rangeClosed(1, PRODUCTS)
                .mapToDouble(rank -> Math.pow(rank, -SKEW))
                .toArray();
        Arrays.parallelPrefix(weights, Double::sum);
        return weights;
    }

    /** Zipf's law. */
    static int anyProduct(SplittableRandom random) {
        int product = Arrays.binarySearch(CUMULATED, random.nextDouble() * CUMULATED[PRODUCTS - 1]);
        return Math.min(PRODUCTS - 1, product < 0 ? -product - 1 : product);
    }

    static int anyOf(int user, SplittableRandom random) {
        return PRODUCTS + user * OF_A_USER + random.nextInt(OF_A_USER);
    }

    static boolean isPersonal(int key) {
        return key >= PRODUCTS;
    }

    static String nameOf(int key) {
        return isPersonal(key) ? "user:%d:%d".formatted((key - PRODUCTS) / OF_A_USER, key % OF_A_USER) : "p" + key;
    }

    /** Groups come first, then users. */
    static int tagOf(int key) {
        return isPersonal(key) ? GROUPS + (key - PRODUCTS) / OF_A_USER : key % GROUPS;
    }

    static String tagName(int tag) {
        return tag < GROUPS ? "group:" + tag : "user:" + (tag - GROUPS);
    }

    static int[] taggedWith(int tag) {
        int first = PRODUCTS + (tag - GROUPS) * OF_A_USER;
        return tag < GROUPS
                ? IntStream.iterate(tag, key -> key < PRODUCTS, key -> key + GROUPS)
                        .toArray()
                : IntStream.range(first, first + OF_A_USER).toArray();
    }

    static EntryOptions optionsOf(int key) {
        return EntryOptions.tagged(tagName(tagOf(key)));
    }
}
