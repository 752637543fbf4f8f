package dev.terrace.cache.event;

import java.util.List;
import java.util.function.Supplier;

/**
 * Something that takes time.
 *
 * @param kind what it is
 * @param cache the cache, or {@code *} if it concerns all of them
 * @param name one of a few words, such as {@code read}
 * @param keys the texts of the keys that it is about, if they are few enough to be told; secret
 */
public record Operation(Kind kind, String cache, String name, Supplier<List<String>> keys) {

    /** The result of what has done what it should. */
    public static final String SUCCESS = "success";

    /** The result of what has thrown. */
    public static final String FAILURE = "failure";

    /** What takes time. */
    public enum Kind {
        /** A call of the remote tier for the sake of a caller; what the protocol asks for itself is none. */
        REMOTE,
        /** A loader that runs because nobody has a value. */
        LOAD,
        /** A loader that runs while its callers are served an older value. */
        REFRESH
    }
}
