package dev.terrace.cache.engine;

import java.util.concurrent.CompletionException;

/** Carries what a loader threw through the stages of a flight, so that it comes out as it went in. */
final class LoadFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LoadFailure(Throwable thrown) {
        super(null, thrown, false, false);
    }

    /** The failure of a loader's stage, which may be a stage of others. */
    static LoadFailure of(Throwable failure) {
        return failure instanceof LoadFailure load ? load : new LoadFailure(withoutCompletion(failure));
    }

    /** What the loader threw, or the failure itself if no loader did. */
    static Throwable thrownBy(Throwable failure) {
        Throwable inner = withoutCompletion(failure);
        return inner instanceof LoadFailure load && load.getCause() != null ? load.getCause() : inner;
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
