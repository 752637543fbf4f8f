package dev.terrace.cache;

import java.time.Duration;

/** A load takes longer than its caller may wait, and there is no stale value to serve. */
public final class LoadTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private LoadTimeoutException(String message) {
        super(message);
    }

    /** A caller has waited for as long as it may. */
    public static LoadTimeoutException hard(String cache, Duration timeout) {
        return new LoadTimeoutException(
                ("A load of the cache '%s' takes longer than 'loader.hard-timeout' (%d ms); it goes on in the background. Raise"
                                + " the timeout, or set 'stale-if-error' to serve an older value meanwhile")
                        .formatted(cache, timeout.toMillis()));
    }

    /** A load did not end, nor did the next one. */
    public static LoadTimeoutException hung(String cache, Duration patience) {
        return new LoadTimeoutException(
                ("Loads of the cache '%s' do not end within %d ms, or wait for each other in a circle; set 'loader.hard-timeout' to"
                                + " bound how long a caller waits")
                        .formatted(cache, patience.toMillis()));
    }
}
