package dev.terrace.cache.codec;

/** A value has more bytes than its cache takes. It is served, but not stored. */
public final class TooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TooLargeException(long bytes, int maximum) {
        super("It takes %d bytes; 'maximum-payload' is %d".formatted(bytes, maximum));
    }
}
