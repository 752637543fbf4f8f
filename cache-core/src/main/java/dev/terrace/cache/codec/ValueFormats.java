package dev.terrace.cache.codec;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All codecs and algorithms of an application, from which each cache takes its own. Thread-safe. */
public final class ValueFormats {

    private static final Logger log = LoggerFactory.getLogger(ValueFormats.class);

    private static final String RAW = "raw";

    /** They make data and nothing else, so that every cache reads them: a codec can be changed while values of another are there. */
    private static final List<String> READ_BY_ALL = List.of(RAW, "json", "cbor");

    /** From which {@code adaptive} chooses: gzip saves little more than zstd, in several times the time. */
    private static final List<String> ADAPTIVE = List.of("lz4", "zstd");

    private final Map<String, Codec> codecs;
    private final Map<String, Compression> compressions;
    private final Map<Byte, Compression> compressionsById;
    private final @Nullable Encryption encryption;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * @param codecs all codecs, no two of one name or id
     * @param compressions all algorithms that are there, no two of one name or id
     * @param encryption encrypts the values of the namespace; null if there is no key
     */
    public ValueFormats(
            Collection<Codec> codecs, Collection<Compression> compressions, @Nullable Encryption encryption) {
        this.codecs = byKey(codecs, Codec::name);
        this.compressions = byKey(compressions, Compression::name);
        this.compressionsById = byKey(compressions, Compression::id);
        this.encryption = encryption;
    }

    private static <K, T> Map<K, T> byKey(Collection<T> all, Function<T, K> key) {
        return all.stream().collect(Collectors.toUnmodifiableMap(key, Function.identity(), (one, other) -> {
            throw new CacheConfigurationException(
                    "%s and %s cannot be told apart"
                            .formatted(
                                    one.getClass().getName(), other.getClass().getName()),
                    "give each codec and each compression a name and an id of its own");
        }));
    }

    /** These codecs alone: nothing is compressed, and nothing encrypted. */
    public static ValueFormats of(Codec... codecs) {
        return new ValueFormats(List.of(codecs), List.of(), null);
    }

    /**
     * The format of a cache.
     *
     * @throws CacheConfigurationException if the policy names a codec or an algorithm that nobody knows, or wants values encrypted and
     *     there is no key
     */
    public ValueFormat of(String cache, CachePolicy.Storage storage) {
        Codec codec = codecs.get(storage.codec());
        if (codec == null) {
            throw unknown("codec", storage.codec(), cache, "codec", codecs.keySet().stream());
        }
        if (storage.encrypted() && encryption == null) {
            throw new CacheConfigurationException(
                    "'encryption' (true) of the cache '%s' has no key".formatted(cache),
                    "name a keyset, or declare a bean of type Encryption");
        }
        return new ValueFormat(
                codec,
                codecs.get(RAW),
                readable(codec),
                new PayloadCompression(
                        choice(cache, storage.compression().algorithm()),
                        storage.compression().threshold(),
                        compressionsById,
                        storage.maximumPayload()),
                new PayloadSeal(encryption, storage.encrypted()));
    }

    private Map<Short, Codec> readable(Codec own) {
        Map<Short, Codec> readable = new HashMap<>();
        READ_BY_ALL.stream()
                .map(codecs::get)
                .filter(codec -> codec != null)
                .forEach(codec -> readable.put(codec.id(), codec));
        readable.put(own.id(), own);
        return readable;
    }

    private CompressionChoice choice(String cache, String algorithm) {
        Compression named = compressions.get(algorithm);
        if (named != null) {
            return CompressionChoice.of(named);
        }
        if (algorithm.equals(Compressions.ADAPTIVE)) {
            return adaptive(cache);
        }
        String library = Compressions.LIBRARIES.get(algorithm);
        if (library != null) {
            tellMissing(cache, algorithm, library);
        } else if (!algorithm.equals(Compressions.NONE)) {
            Stream<String> known = Stream.of(Compressions.NONE, Compressions.ADAPTIVE, "lz4", "zstd", "gzip");
            throw unknown(
                    "compression.algorithm",
                    algorithm,
                    cache,
                    "algorithm",
                    Stream.concat(known, compressions.keySet().stream()));
        }
        return CompressionChoice.NONE;
    }

    private CompressionChoice adaptive(String cache) {
        List<Compression> there = ADAPTIVE.stream()
                .flatMap(name -> Stream.ofNullable(compressions.get(name)))
                .toList();
        if (there.isEmpty()) {
            tellMissing(
                    cache, Compressions.ADAPTIVE, String.join(" or ", new TreeSet<>(Compressions.LIBRARIES.values())));
            return CompressionChoice.NONE;
        }
        return new AdaptiveChoice(there, System::nanoTime);
    }

    private void tellMissing(String cache, String algorithm, String library) {
        if (told.add(cache)) {
            log.warn(
                    "'compression.algorithm' ({}) of the cache '{}' needs a library that is not there, or does not work on this machine;"
                            + " values are stored uncompressed. Add {}",
                    algorithm,
                    cache,
                    library);
        }
    }

    private static CacheConfigurationException unknown(
            String property, String value, String cache, String what, Stream<String> known) {
        return new CacheConfigurationException(
                "'%s' (%s) of the cache '%s' is not a%s %s"
                        .formatted(property, value, cache, what.startsWith("a") ? "n" : "", what),
                "use one of " + known.distinct().sorted().toList());
    }
}
