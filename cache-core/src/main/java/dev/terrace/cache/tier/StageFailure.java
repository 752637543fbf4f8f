package dev.terrace.cache.tier;

import java.util.concurrent.CompletionException;

/** What went wrong in a stage, without what stages put around it on its way. */
public final class StageFailure {

    private StageFailure() {}

    /** The failure itself. */
    public static Throwable causeOf(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
