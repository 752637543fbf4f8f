package dev.terrace.cache.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The algorithms that this library knows. */
public final class Compressions {

    /** What to write for no algorithm. */
    static final String NONE = "none";

    /** What to write for whichever gains most. */
    static final String ADAPTIVE = "adaptive";

    /** Those that may be missing, and what brings them. */
    static final Map<String, String> LIBRARIES =
            Map.of("lz4", "at.yawk.lz4:lz4-java", "zstd", "com.github.luben:zstd-jni");

    private Compressions() {}

    /** Those whose libraries are on the class path and work on this machine. */
    public static List<Compression> present() {
        List<Compression> present = new ArrayList<>(List.of(new GzipCompression()));
        addIfPresent(present, () -> new Lz4Compression());
        addIfPresent(present, () -> new ZstdCompression());
        return present;
    }

    /** @param optional a lambda, since a reference to its constructor would load the class before anybody catches that */
    private static void addIfPresent(List<Compression> present, Supplier<Compression> optional) {
        try {
            present.add(optional.get());
        } catch (LinkageError e) {
            // Not there, or its native code is for another machine. Whoever asks for it by name is told.
        }
    }
}
