package dev.terrace.cache.history;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The keys of a run, numbered. Most are only ever evicted, one by one, by their tag or by a clear of their cache; the last ones
 * are also put, and are in a cache of their own.
 */
final class Keyspace {

    static final String EVICTED = "evicted";
    static final String WRITTEN = "written";

    static final int EVICTED_KEYS = 96;
    static final int WRITTEN_KEYS = 16;
    static final int KEYS = EVICTED_KEYS + WRITTEN_KEYS;
    static final int TAGS = 12;

    private Keyspace() {}

    static String cacheOf(int key) {
        return key < EVICTED_KEYS ? EVICTED : WRITTEN;
    }

    static String nameOf(int key) {
        return "k" + key;
    }

    /** The tag of a key that is only evicted; the others have none. */
    static int tagOf(int key) {
        return key % TAGS;
    }

    static String tagName(int tag) {
        return "group-" + tag;
    }

    static boolean isWritten(int key) {
        return key >= EVICTED_KEYS;
    }

    static List<Integer> keysOf(Target target) {
        return IntStream.range(0, KEYS).filter(target::covers).boxed().toList();
    }
}
