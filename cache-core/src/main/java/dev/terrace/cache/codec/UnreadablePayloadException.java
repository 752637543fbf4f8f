package dev.terrace.cache.codec;

import org.jspecify.annotations.Nullable;

/** Bytes in the remote tier that are not a value of ours. The engine counts it, takes it for a miss and replaces the bytes. */
public final class UnreadablePayloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadablePayloadException(String reason) {
        this(reason, null);
    }

    public UnreadablePayloadException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
