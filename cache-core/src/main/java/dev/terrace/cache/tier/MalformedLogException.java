package dev.terrace.cache.tier;

/** A record or message that does not parse. Its reader counts it and reads the log instead. */
public final class MalformedLogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedLogException(String reason) {
        super(reason);
    }
}
