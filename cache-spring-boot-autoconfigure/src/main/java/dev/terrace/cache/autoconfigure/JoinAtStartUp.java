package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Gives the first attempt to reach Redis, which began when the cache manager was made, a moment to fail: what waiting cannot heal
 * fails start-up, anything else leaves the caches in this process until Redis answers.
 */
final class JoinAtStartUp implements SmartLifecycle {

    /** A refusal takes a few round trips and a TLS handshake; whoever needs longer is not waited for. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger("dev.terrace.cache");

    private final CompletableFuture<Void> join;
    private final String source;
    private volatile boolean running;

    /**
     * @param firstJoin the first attempt
     * @param source who said which Redis it is
     */
    JoinAtStartUp(CompletionStage<Void> firstJoin, String source) {
        this.join = firstJoin.toCompletableFuture();
        this.source = source;
    }

    @Override
    public void start() {
        try {
            join.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            RuntimeException hopeless = hopeless(e.getCause());
            if (hopeless != null) {
                throw hopeless;
            }
        } catch (TimeoutException e) {
            CompletableFuture<Void> unused = join.whenComplete((joined, failure) -> report(hopeless(failure)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = true;
    }

    /** What would fail again however long we wait, or null. */
    private @Nullable RuntimeException hopeless(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof RemoteTierException remote && remote.isAccessRefused()) {
            return new RedisAccessRefusedException(source, remote);
        }
        return cause instanceof CacheConfigurationException configuration ? named(configuration) : null;
    }

    private static CacheConfigurationException named(CacheConfigurationException failure) {
        try {
            return PropertyNames.below("terrace.cache", () -> {
                throw failure;
            });
        } catch (CacheConfigurationException e) {
            return e;
        }
    }

    private static void report(@Nullable RuntimeException hopeless) {
        if (hopeless != null) {
            log.warn("Caches stay in this process until this is mended: {}", hopeless.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After all beans are made and before what takes in work: web servers and listeners start near the end of all phases. */
    @Override
    public int getPhase() {
        return 0;
    }
}
