package dev.terrace.cache.spring;

import dev.terrace.cache.TooManyPatternsException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Waits for the acknowledgement of a write, where waiting is allowed: a thread that Reactor marks as non-blocking goes on with
 * the local effect, and the key stays barred until the acknowledgement.
 */
final class CallerWait {

    private static final boolean REACTOR =
            ClassUtils.isPresent("reactor.core.scheduler.NonBlocking", CallerWait.class.getClassLoader());

    private final Duration longest;

    CallerWait(Duration longest) {
        this.longest = longest;
    }

    /** The result, or null if it is not known by then: not waited for, late, or interrupted (the status stays set). */
    <T> @Nullable T await(CompletionStage<T> stage) {
        var result = stage.toCompletableFuture();
        if (!result.isDone() && REACTOR && ReactorThreads.isCurrent()) {
            return null;
        }
        try {
            return result.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TooManyPatternsException tooMany) {
                throw tooMany;
            }
            throw new IllegalStateException("Writes complete normally", e.getCause());
        }
    }

    /** Loaded only if Reactor is there. */
    private static final class ReactorThreads {
        static boolean isCurrent() {
            return Thread.currentThread() instanceof reactor.core.scheduler.NonBlocking;
        }
    }
}
