package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import dev.terrace.cache.TtlPolicy;
import dev.terrace.cache.codec.Codec;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.JsonCodec;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.TypeAllowList;
import dev.terrace.cache.codec.ValueFormats;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.coherence.LocalCoherence;
import dev.terrace.cache.coherence.RemoteCoherence;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.simulation.TwinLink;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.KeyPage;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One instance of the production classes over the server in memory. Its clock goes on, and the tasks of its executor run, when
 * the test's thread says so; loads in the background have threads.
 */
final class TwinInstance implements AutoCloseable {

    static final CoherenceSettings SETTINGS = new CoherenceSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            true,
            Duration.ZERO,
            Duration.ofMillis(300));
    private static final Codec JSON = new JsonCodec(
            JsonMapper.builder().build(),
            new TypeAllowList(List.of("dev.terrace.cache")),
            TwinInstance.class.getClassLoader());

    final ManualTime time;
    final @Nullable TwinLink link;
    final NearRegistry near = new NearRegistry();
    final List<CacheEvent> events = new CopyOnWriteArrayList<>();
    final Coherence coherence;
    final CacheEngine engine;

    /** The loads in the background; replaced before a cache is made. */
    final ThreadPoolExecutor loaders =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>());

    /** What happens just before the next task begins. */
    Runnable beforeFill = () -> {};

    private final EngineParts parts;
    private final LoadWatch watch;
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Set<FillTask> fills = ConcurrentHashMap.newKeySet();
    private final Map<String, CacheCore> cores = new HashMap<>();
    private final @Nullable RemoteTier tier;

    /** What a test may put in place of the ordinary. */
    static final class Setup {
        CoherenceSettings settings = SETTINGS;
        CallerContext context = CallerContext.NONE;

        @Nullable
        Executor loaders;

        Random random = new Random(42);
        RemoteNames names = RemoteNames.PLAIN;
        List<TtlPolicy> lives = List.of();
    }

    private TwinInstance(String id, ManualTime time, @Nullable TwinLink link, Setup setup) {
        this.time = time;
        this.link = link;
        this.tier = link != null ? oneAtATime(link.tier()) : null;
        RemoteCoherence remote = tier != null
                ? new RemoteCoherence(
                        new RemoteCoherence.Parts(id, tier, setup.settings, time, time, near, events::add))
                : null;
        this.coherence = counted(remote != null ? remote : new LocalCoherence(time));
        this.parts = new EngineParts(
                remote != null ? remote.remote() : null,
                coherence,
                near,
                new KeyEncoder(),
                ValueFormats.of(JSON),
                setup.names,
                setup.lives,
                NearEntry::plain,
                time,
                setup.random,
                tasks::add,
                tasks::add,
                setup.loaders != null ? setup.loaders : loaders,
                setup.context,
                time,
                time,
                events::add,
                setup.settings.timeout());
        this.engine = new CacheEngine(parts);
        this.watch = new LoadWatch(parts);
        if (remote != null) {
            remote.start();
            time.run();
            assertThat(remote.isConnected()).isTrue();
        }
    }

    /** One that has joined. */
    static TwinInstance joined(String id, TwinServer server, ManualTime time, Setup setup) {
        return new TwinInstance(id, time, server.connect(), setup);
    }

    static TwinInstance joined(String id, TwinServer server, ManualTime time) {
        return joined(id, server, time, new Setup());
    }

    /** One without a remote tier. */
    static TwinInstance alone(ManualTime time, Setup setup) {
        return new TwinInstance("alone", time, null, setup);
    }

    static TwinInstance alone(ManualTime time) {
        return alone(time, new Setup());
    }

    /** The server is made for one thread at a time. */
    private static RemoteTier oneAtATime(RemoteTier tier) {
        return proxy(RemoteTier.class, (proxy, method, arguments) -> {
            synchronized (tier) {
                return invoke(() -> method.invoke(tier, arguments));
            }
        });
    }

    /** Knows which tasks were begun and not ended. */
    private Coherence counted(Coherence counted) {
        return proxy(Coherence.class, (proxy, method, arguments) -> {
            if (method.getName().equals("beginFill")) {
                Runnable before = beforeFill;
                beforeFill = () -> {};
                before.run();
            }
            Object result = invoke(() -> method.invoke(counted, arguments));
            if (result instanceof FillTask begun) {
                fills.add(begun);
            }
            if (method.getName().equals("endFill")) {
                fills.remove((FillTask) arguments[0]);
            }
            return result;
        });
    }

    private interface Call {
        Object run() throws ReflectiveOperationException;
    }

    private static Object invoke(Call call) throws Throwable {
        try {
            return call.run();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    // ---- caches

    CacheCore core(String name, CachePolicy policy) {
        CachePolicy possible = tier != null ? policy : policy.withTiers(List.of(Tier.NEAR));
        return cores.computeIfAbsent(name, any -> new CacheCore(name, possible, parts, watch));
    }

    /** A cache of this core, which shares its flights with other such ones. */
    static DefaultTieredCache cache(CacheCore core) {
        return new DefaultTieredCache(core, new Waiters());
    }

    DefaultTieredCache cache(String name, CachePolicy policy) {
        return cache(core(name, policy));
    }

    // ---- going on

    /** Runs what waits for the executor, and what that makes wait. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Lets the clocks go on, with what becomes due and what that hands to the executor. */
    void advance(Duration duration) {
        run();
        time.advance(duration);
        run();
    }

    /** Runs tasks until something of this or another thread has come true, and what waits then. */
    void runUntil(BooleanSupplier done) {
        runOnlyUntil(done);
        run();
    }

    /** Runs tasks one by one until something of this or another thread has come true, and no more. */
    void runOnlyUntil(BooleanSupplier done) {
        long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!done.getAsBoolean()) {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
                continue;
            }
            if (System.nanoTime() - giveUpAt > 0) {
                throw new AssertionError("It does not come true; open tasks: " + fills.size());
            }
            LockSupport.parkNanos(50_000);
        }
    }

    /** Until nothing is under way any more. */
    void settle() {
        runUntil(this::isIdle);
    }

    /** Whether nothing is under way: no flight, no task, no load. */
    boolean isIdle() {
        return tasks.isEmpty()
                && fills.isEmpty()
                && loaders.getActiveCount() == 0
                && cores.values().stream().allMatch(core -> core.loads.running() == 0);
    }

    /** How many tasks were begun and not ended. */
    int openFills() {
        return fills.size();
    }

    // ---- the remote tier

    /** What the remote tier holds; null if that is nothing. */
    byte @Nullable [] stored(CacheCore core, Object key) {
        RemoteRead read = link().tier()
                .read(RemoteAccess.remoteKey(core.keyOf(key)), null, null)
                .toCompletableFuture()
                .join();
        return read instanceof RemoteRead.Hit hit ? hit.stored() : null;
    }

    /** Another writer's bytes take the place of what the remote tier holds. */
    void overwrite(CacheCore core, Object key, byte[] bytes) {
        byte[] known = stored(core, key);
        link().tier()
                .putIfAbsent(
                        RemoteAccess.remoteKey(core.keyOf(key)),
                        known != null ? Envelope.stampOf(known) : null,
                        bytes,
                        null);
    }

    /** The remote tier goes away, and that is noticed. */
    void lose() {
        link().cut();
        advance(Duration.ofSeconds(3));
        assertThat(coherence.isConnected(0)).isFalse();
    }

    TwinLink link() {
        assertThat(link).isNotNull();
        return link;
    }

    /** The leases, and the keys that are throttled. */
    int leases() {
        int leases = 0;
        for (int lane = 0; lane < link().tier().lanes(); lane++) {
            String from = KeyPage.START;
            do {
                KeyPage page = link().tier()
                        .scan(new Lane(lane), RemoteTier.Kind.LEASES, null, from)
                        .toCompletableFuture()
                        .join();
                leases += page.keys().size();
                from = page.next();
            } while (!from.equals(KeyPage.END));
        }
        return leases;
    }

    @Override
    public void close() throws InterruptedException {
        loaders.shutdownNow();
        assertThat(loaders.awaitTermination(20, TimeUnit.SECONDS))
                .as("a loader does not end")
                .isTrue();
    }
}
