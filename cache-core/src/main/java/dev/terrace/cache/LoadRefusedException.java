package dev.terrace.cache;

/** As many loads of a cache are under way as its {@code loader.max-concurrent} allows, and there is no stale value to serve. */
public final class LoadRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LoadRefusedException(String cache, int maxConcurrent) {
        super(
                ("%d loads of the cache '%s' are under way, which is its 'loader.max-concurrent'; try again later, raise it, or set"
                                + " 'loader.bounded: background'")
                        .formatted(maxConcurrent, cache));
    }
}
