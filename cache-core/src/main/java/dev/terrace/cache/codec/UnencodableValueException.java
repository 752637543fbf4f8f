package dev.terrace.cache.codec;

import org.jspecify.annotations.Nullable;

/** A value that the codec cannot write, or could not read back as what it was. It is served, but not stored. */
public final class UnencodableValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnencodableValueException(String reason) {
        this(reason, null);
    }

    public UnencodableValueException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
