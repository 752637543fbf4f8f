package dev.terrace.cache;

/** As many patterns are active as may be: another one has to wait until the old values of one of them are removed. */
public final class TooManyPatternsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TooManyPatternsException(int active) {
        super(
                "%d patterns are active, which is the limit; try again in a few seconds, or evict by tag or clear the cache"
                        .formatted(active));
    }
}
