package dev.terrace.cache.engine;

import java.util.Objects;
import java.util.concurrent.CompletionException;

/**
 * Carries what a loader threw through stages and futures, which unwrap and wrap exceptions as they like, so that it comes out
 * as it went in.
 */
final class LoadFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LoadFailure(Throwable thrown) {
        super(null, thrown, false, false);
    }

    /** The failure of a stage: the one that it carries, or a new one around it. */
    static LoadFailure of(Throwable failure) {
        Throwable inner = withoutCompletion(failure);
        return inner instanceof LoadFailure load ? load : new LoadFailure(inner);
    }

    /** What the loader threw. */
    Throwable thrown() {
        return Objects.requireNonNull(getCause());
    }

    /** Without the wrapper that a dependent stage puts around a failure. */
    static Throwable withoutCompletion(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Throws it as it is, whatever it is. */
    @SuppressWarnings("unchecked")
    static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
