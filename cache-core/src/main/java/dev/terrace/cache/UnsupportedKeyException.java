package dev.terrace.cache;

import org.jspecify.annotations.Nullable;

/** A key without a stable text, so that two instances could not agree on where its value lies in the remote tier. */
public final class UnsupportedKeyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** A key that has a text in principle, but not this one. */
    public UnsupportedKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public UnsupportedKeyException(Class<?> type) {
        super(
                ("A key holds a %s, which has no stable text; use a record, a String, a number, a UUID, an enum or a collection"
                                + " of these as key, or name a keyGenerator")
                        .formatted(type.getName()));
    }
}
