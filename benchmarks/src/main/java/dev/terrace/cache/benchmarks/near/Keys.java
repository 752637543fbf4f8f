package dev.terrace.cache.benchmarks.near;

import dev.terrace.cache.benchmarks.Zipf;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The keys of a suite. Readers ask with objects that equal the stored keys and are others, as the keys of an application are; how
 * often a key is asked for says nothing about where it lies.
 */
final class Keys {

    static final int COUNT = 10_000;

    private static final int READS = 1 << 16;
    private static final long SEED = 1;

    /** A key of several parts. */
    record Product(String shop, long id) {}

    private final String kind;

    /** @param kind String, Long or record */
    Keys(String kind) {
        this.kind = kind;
    }

    /** New objects for all keys. */
    List<Object> all() {
        return IntStream.range(0, COUNT).mapToObj(this::key).toList();
    }

    private Object key(int i) {
        return switch (kind) {
            case "String" -> "product:" + (1_000_000 + i);
            case "Long" -> 1_000_000L + i;
            case "record" -> new Product("shop-" + i % 10, 1_000_000L + i);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** The keys in the order in which they are read, over and over; their number is a power of two. */
    Object[] reads(String distribution) {
        Zipf ranks = new Zipf(COUNT, exponent(distribution), SEED);
        List<Object> byRank = Arrays.asList(all().toArray());
        Collections.shuffle(byRank, new Random(SEED));
        return Arrays.stream(ranks.next(READS)).mapToObj(byRank::get).toArray();
    }

    private static double exponent(String distribution) {
        return switch (distribution) {
            case "uniform" -> 0;
            case "zipfian" -> Zipf.CUSTOMARY;
            default -> throw new IllegalArgumentException(distribution);
        };
    }
}
