package dev.terrace.cache.engine;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.TtlPolicy;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.ValueFormats;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.coherence.LaneStatus;
import dev.terrace.cache.coherence.LocalCoherence;
import dev.terrace.cache.coherence.RemoteCoherence;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.InvalidationJournal;
import dev.terrace.cache.tier.RemoteServers;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All that the caches of a namespace need while they live: threads, the protocol, the engine. One for an application context.
 * The protocol has a thread of its own, and what asynchronous callers do with a reply runs on others than the steps of a read: what
 * the application holds up must not hold up the caches.
 */
public final class CacheRuntime implements AutoCloseable {

    private static final Duration IDLE_THREAD = Duration.ofSeconds(30);

    private final CacheEngine engine;
    private final @Nullable RemoteCoherence coherence;
    private final @Nullable Fleet fleet;
    private final HotKeyTimer hotKeys;
    private final String instance;
    private final long startedNanos;
    private final ExecutorService executor;
    private final ExecutorService replies;
    private final ExecutorService protocol;
    private final ExecutorService loaders;
    private final Parts parts;
    private volatile @Nullable ServerWatch servers;

    /**
     * What a runtime is made of.
     *
     * @param remote the remote tier, which the runtime closes; null for caches of this process alone
     * @param settings how closely other instances are followed
     * @param keys writes key texts
     * @param formats how values become bytes
     * @param names how keys and tags are named in the remote tier
     * @param lives decide on the lives of entries, the first that answers
     * @param entries makes near entries
     * @param clock the clocks
     * @param context what a load in the background takes over from its caller
     * @param listener hears events
     * @param journal keeps invalidations that wait for the remote tier, and is closed with it; without one nothing waits
     */
    public record Parts(
            @Nullable RemoteTier remote,
            CoherenceSettings settings,
            KeyEncoder keys,
            ValueFormats formats,
            RemoteNames names,
            List<TtlPolicy> lives,
            NearEntry.Factory entries,
            CacheClock clock,
            CallerContext context,
            CacheListener listener,
            InvalidationJournal journal) {}

    public CacheRuntime(Parts parts) {
        this.parts = parts;
        this.instance = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        this.startedNanos = parts.clock().nanoTime();
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        this.executor = newExecutor(threads, "terrace-cache-");
        this.replies = newExecutor(threads, "terrace-reply-");
        this.protocol = newExecutor(1, "terrace-sync-");
        this.loaders = loaders();
        NearRegistry near = new NearRegistry();
        this.coherence = parts.remote() != null ? follow(parts, near) : null;
        this.fleet = coherence != null ? new Fleet(coherence, near, parts.clock()) : null;
        this.hotKeys = new HotKeyTimer(near, (delay, task) -> after(delay, task, executor));
        Coherence rules = coherence != null ? coherence : new LocalCoherence(parts.clock());
        this.engine = new CacheEngine(new EngineParts(
                coherence != null ? coherence.remote() : null,
                rules,
                near,
                parts.keys(),
                parts.formats(),
                parts.names(),
                parts.lives(),
                parts.entries(),
                parts.clock(),
                () -> ThreadLocalRandom.current().nextLong(),
                executor,
                replies,
                loaders,
                parts.context(),
                (delay, task) -> after(delay, task, executor),
                (delay, task) -> after(delay, task, protocol),
                parts.listener(),
                parts.settings().timeout()));
    }

    private RemoteCoherence follow(Parts parts, NearRegistry near) {
        RemoteTier remote = Objects.requireNonNull(parts.remote());
        return new RemoteCoherence(new RemoteCoherence.Parts(
                instance,
                remote,
                parts.settings(),
                parts.clock(),
                (delay, task) -> after(delay, task, protocol),
                (delay, task) -> after(delay, task, executor),
                near,
                parts.listener(),
                parts.journal()));
    }

    /** The JDK's own timer keeps the time; the task runs on a thread of ours. */
    private static void after(Duration delay, Runnable task, Executor executor) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, executor)
                .execute(task);
    }

    private static ExecutorService newExecutor(int threads, String prefix) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_THREAD.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                daemons(prefix),
                // Closed: what is still under way ends on the thread that it is on, so that no caller waits for ever.
                (task, closed) -> task.run());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** As many threads as there are loads in the background, which each cache bounds. */
    private static ExecutorService loaders() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_THREAD.toMillis(),
                TimeUnit.MILLISECONDS,
                new SynchronousQueue<>(),
                daemons("terrace-load-"),
                (task, closed) -> task.run());
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Begins to join the namespace, in the background. */
    public void start() {
        if (coherence != null) {
            coherence.start();
        }
    }

    /**
     * Completes when the namespace was joined for the first time, at once if there is none; fails if the first try failed, and
     * then the runtime goes on trying.
     */
    public CompletionStage<Void> firstJoin() {
        return coherence != null ? coherence.firstJoin() : CompletableFuture.completedFuture(null);
    }

    /** Whether values are shared with other instances at the moment. */
    public boolean isConnected() {
        return coherence != null && coherence.isConnected();
    }

    /** Whether a remote tier is configured. */
    public boolean isShared() {
        return coherence != null;
    }

    /** Whether the remote tier is away for a reason that waiting does not heal, such as a wrong password. */
    public boolean isRefused() {
        return coherence != null && coherence.isRefused();
    }

    /** How many invalidations of this process wait for the remote tier. */
    public int waitingInvalidations() {
        return coherence != null ? coherence.waiting() : 0;
    }

    /** Whether all of the remote tier can be asked, and not only a part of its lanes. */
    public boolean isConnectedToAll() {
        return coherence != null && coherence.isConnectedToAll();
    }

    /**
     * How long ago this process knew all that other instances had invalidated by then, and so how stale what it serves may be; since
     * its start if it never did, zero without a remote tier.
     */
    public Duration coherenceLag() {
        return coherence != null ? coherence.lag() : Duration.ZERO;
    }

    /** What this instance is called in the namespace, by chance and only as long as it lives. */
    public String instance() {
        return instance;
    }

    /** The version of this library. */
    public String version() {
        return RemoteCoherence.version();
    }

    /** How long ago it was made. */
    public Duration uptime() {
        return Duration.ofNanos(parts.clock().nanoTime() - startedNanos);
    }

    /** How each lane of the remote tier is followed, the control lane first; none if there is no remote tier. */
    public List<LaneStatus> lanes() {
        return coherence != null ? coherence.lanes() : List.of();
    }

    /**
     * The instances of the namespace: one call of the remote tier. Completes on a thread of the client, and never exceptionally; while
     * the remote tier is away with those that were known last, and without one with none.
     */
    public CompletionStage<KnownInstances> instances() {
        return fleet != null
                ? fleet.look()
                : CompletableFuture.completedFuture(
                        new KnownInstances(Instant.ofEpochMilli(parts.clock().millis()), List.of()));
    }

    /** Begins to take samples of what is read, so that caches know their hottest keys. It ends with the runtime; call it once. */
    public void watchHotKeys() {
        hotKeys.start();
    }

    /** Watches the servers of the remote tier from now on, on the thread of the protocol. */
    public void watch(RemoteServers remote, ServerWatch.Settings settings) {
        ServerWatch watch = new ServerWatch(
                remote,
                this::isConnected,
                settings,
                parts.clock(),
                (delay, task) -> after(delay, task, protocol),
                parts.listener());
        servers = watch;
        watch.start();
    }

    /** The watch over the servers of the remote tier; null if there is none. */
    public @Nullable ServerWatch servers() {
        return servers;
    }

    /** Reads the logs of other instances now instead of at the next interval. Completes with whether that succeeded. */
    public CompletionStage<Boolean> sync() {
        return coherence != null ? coherence.sync() : CompletableFuture.completedFuture(true);
    }

    public CacheEngine engine() {
        return engine;
    }

    @Override
    public void close() {
        ServerWatch watch = servers;
        if (watch != null) {
            watch.close();
        }
        if (coherence != null) {
            coherence.close();
        }
        hotKeys.close();
        executor.shutdown();
        replies.shutdown();
        loaders.shutdown();
        protocol.shutdown();
    }
}
