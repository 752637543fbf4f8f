package dev.terrace.cache.spring;

import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;

/**
 * Carries what a method threw, or that it took too long, past Spring's handling of cache errors: those concern only caches, and
 * only unchecked exceptions go there.
 */
final class LoadFailed extends Exception {

    private static final long serialVersionUID = 1L;

    private LoadFailed(Throwable thrown) {
        super(null, thrown, false, false);
    }

    static LoadFailed of(Throwable failure) {
        return new LoadFailed(original(failure));
    }

    /** What is carried in this failure of a future or publisher, else the failure itself. */
    static Throwable thrown(Throwable failure) {
        Throwable inner = withoutCompletion(failure);
        return inner instanceof LoadFailed ? Objects.requireNonNull(inner.getCause()) : original(failure);
    }

    /** Without the wrapper that a dependent stage puts around a failure. */
    static Throwable withoutCompletion(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** What a method threw, without the wrapper in which Spring hands it to a cache. */
    static Throwable original(Throwable failure) {
        return failure instanceof ThrowableWrapper wrapper ? wrapper.getOriginal() : failure;
    }
}
