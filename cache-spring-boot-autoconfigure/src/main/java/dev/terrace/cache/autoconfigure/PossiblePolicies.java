package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes of the policies that are asked for those that this application can carry out, and advises it of the difference. Without a key
 * a value that must be encrypted does not leave the process; without its library an algorithm compresses nothing.
 */
final class PossiblePolicies {

    private static final String LZ4 = "at.yawk.lz4:lz4-java";
    private static final String ZSTD = "com.github.luben:zstd-jni";
    private static final Map<String, String> LIBRARIES =
            Map.of("lz4", LZ4, "zstd", ZSTD, AvailableFormats.ADAPTIVE, LZ4 + " or " + ZSTD);

    private final AvailableFormats formats;
    private final Set<String> keyless = new LinkedHashSet<>();
    private final Map<String, Set<String>> uncompressed = new TreeMap<>();

    PossiblePolicies(AvailableFormats formats) {
        this.formats = formats;
    }

    /**
     * The policy that can be carried out.
     *
     * @param path the property under which it is asked for
     */
    CachePolicy of(String path, CachePolicy wanted) {
        CachePolicy.Storage storage = wanted.storage();
        CachePolicy possible = wanted;
        if (storage.encrypted() && !formats.keyed()) {
            possible = inTheClear(path, wanted);
        }
        if (possible.has(Tier.REMOTE) && !formats.has(storage.compression().algorithm())) {
            uncompressed
                    .computeIfAbsent(storage.compression().algorithm(), algorithm -> new LinkedHashSet<>())
                    .add(path);
            possible = possible.withStorage(possible.storage().withCompression(CachePolicy.Compressing.NONE));
        }
        return possible;
    }

    private CachePolicy inTheClear(String path, CachePolicy wanted) {
        boolean shared = wanted.has(Tier.REMOTE);
        if (shared) {
            keyless.add(path);
        }
        CachePolicy alone = shared ? wanted.withTiers(List.of(Tier.NEAR)) : wanted;
        return alone.withStorage(alone.storage().withEncrypted(false)).withCoherent(shared || wanted.coherent());
    }

    /** Says once of each kind what was not possible. */
    void advise(Advice advice) {
        if (!keyless.isEmpty()) {
            advice.give(
                    Advice.Kind.ENCRYPTION_KEY,
                    "'encryption' is asked for by %s, and there is no key".formatted(quoted(keyless)),
                    "what it would encrypt stays in this process alone",
                    "set 'terrace.cache.encryption.keyset', or add a bean of type Encryption or KeysetHandle");
        }
        uncompressed.forEach((algorithm, paths) -> advice.give(
                Advice.Kind.COMPRESSION,
                "'compression' (%s) is asked for by %s, and its library is missing".formatted(algorithm, quoted(paths)),
                "values are stored as they are",
                "add %s, or choose another algorithm".formatted(LIBRARIES.getOrDefault(algorithm, "it"))));
    }

    private static String quoted(Set<String> paths) {
        return paths.stream().map(path -> "'" + path + "'").collect(Collectors.joining(", "));
    }
}
