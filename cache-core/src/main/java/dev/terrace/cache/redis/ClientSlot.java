package dev.terrace.cache.redis;

import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * Holds the Redisson client and knows whether it has ever reached a server. Before that, Redisson connects within the first
 * command and on its thread, so first commands run on a thread of this object, one at a time; afterwards no command blocks.
 */
final class ClientSlot implements AutoCloseable {

    private static final Duration IDLE_THREAD = Duration.ofSeconds(10);

    private final RedisSettings settings;
    private final boolean throughSentinels;
    private final ExecutorService connecting;

    private final TlsErrors tlsErrors = new TlsErrors();

    private @Nullable RedissonClient client;
    private boolean closed;
    private volatile @Nullable RedissonClient joined;

    ClientSlot(RedisSettings settings) {
        this.settings = settings;
        this.throughSentinels = settings.throughSentinels();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1, 1, IDLE_THREAD.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "terrace-redis-connect");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        this.connecting = executor;
    }

    /** Runs a command that may be the first one. */
    <T> CompletionStage<T> connect(Function<RedissonClient, CompletionStage<T>> command) {
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                tlsErrors.forget();
                                return command.apply(open());
                            },
                            connecting)
                    .thenCompose(Function.identity())
                    .whenComplete((reply, failure) -> {
                        if (failure != null && throughSentinels) {
                            connecting.execute(this::startOver);
                        }
                    })
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(tlsErrors.explain(failure)));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new RemoteTierException("The cache is closed"));
        }
    }

    private synchronized RedissonClient open() {
        if (closed) {
            throw new RemoteTierException("The cache is closed");
        }
        if (client == null) {
            Config config = settings.toConfig();
            client = Redisson.create(config.setNettyHook(tlsErrors.after(config.getNettyHook())));
        }
        return client;
    }

    /**
     * Lets the next first command make another client. One that did not reach the primary which Sentinels named would try that
     * one for ever: Redisson asks Sentinels only once before it has connected.
     */
    private void startOver() {
        RedissonClient useless = null;
        synchronized (this) {
            if (joined == null) {
                useless = client;
                client = null;
            }
        }
        shutDown(useless);
    }

    /** A first command has succeeded. */
    synchronized void markJoined() {
        if (!closed) {
            joined = client;
        }
    }

    /** The client, once it has reached a server. */
    @Nullable
    RedissonClient joined() {
        return joined;
    }

    /** The same, or a failed stage. */
    CompletionStage<RedissonClient> get() {
        RedissonClient ready = joined;
        return ready != null ? CompletableFuture.completedFuture(ready) : CompletableFuture.failedFuture(unreached());
    }

    static RemoteTierException unreached() {
        return new RemoteTierException("Redis has not been reached yet");
    }

    @Override
    public void close() {
        RedissonClient open;
        synchronized (this) {
            closed = true;
            joined = null;
            open = client;
            client = null;
        }
        // What waits still runs, and finds this closed: nobody waits for it in vain.
        connecting.shutdown();
        shutDown(open);
    }

    private static void shutDown(@Nullable RedissonClient client) {
        if (client != null) {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }
}
