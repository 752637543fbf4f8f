package dev.terrace.cache.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the application has to make bytes of values, and names of what it could have.
 *
 * @param codecs the names of all codecs
 * @param compressions the names of all algorithms that are there
 * @param keyed whether there is a key to encrypt with
 */
record AvailableFormats(Set<String> codecs, Set<String> compressions, boolean keyed) {

    static final String NONE = "none";
    static final String ADAPTIVE = "adaptive";

    /** The algorithms that anybody may name, whether or not their libraries are there. */
    private static final List<String> KNOWN = List.of(NONE, ADAPTIVE, "gzip", "lz4", "zstd");

    /** From which adaptive chooses. */
    private static final List<String> CHOICE = List.of("lz4", "zstd");

    /** Whether this is an algorithm, there or not. */
    boolean knows(String algorithm) {
        return algorithms().contains(algorithm);
    }

    /** The names of all algorithms, there or not. */
    Set<String> algorithms() {
        Set<String> all = new TreeSet<>(compressions);
        all.addAll(KNOWN);
        return all;
    }

    /** Whether this algorithm can be used. */
    boolean has(String algorithm) {
        return switch (algorithm) {
            case NONE -> true;
            case ADAPTIVE -> CHOICE.stream().anyMatch(compressions::contains);
            default -> compressions.contains(algorithm);
        };
    }
}
