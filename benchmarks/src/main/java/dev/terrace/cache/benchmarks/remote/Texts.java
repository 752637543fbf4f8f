package dev.terrace.cache.benchmarks.remote;

import java.util.Random;
import java.util.stream.IntStream;

/** Keys and values that all contestants have in common. */
final class Texts {

    private static final int LETTERS = 26;

    private Texts() {}

    static String[] keys(int count) {
        return IntStream.range(0, count).mapToObj("product:%06d"::formatted).toArray(String[]::new);
    }

    /** So many letters, the same in every run. */
    static String ofSize(int size) {
        Random random = new Random(size);
        StringBuilder text = new StringBuilder(size);
        for (int i = 0; i < size; i++) {
            text.append((char) ('a' + random.nextInt(LETTERS)));
        }
        return text.toString();
    }

    /** The text that belongs to a key: of the same size as the other, and different from that of any other key. */
    static String ofKey(String key, String text) {
        return key + text.substring(key.length());
    }
}
