package dev.terrace.cache;

import org.jspecify.annotations.Nullable;

/**
 * What an entry asks for cannot be told. Its value is served, but not stored, and the message is logged: it must hold nothing of keys or
 * values.
 */
public final class EntryOptionsException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public EntryOptionsException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
