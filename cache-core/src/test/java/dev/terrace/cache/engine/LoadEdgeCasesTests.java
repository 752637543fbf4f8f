package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.ConditionalLoader;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.LoadResult;
import dev.terrace.cache.Origin;
import dev.terrace.cache.ValueLoader;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loads in the corners where they went wrong once: each of these failed when it was written. */
@Timeout(60)
class LoadEdgeCasesTests {

    private static final EntryDescription ANY = EntryDescription.unknown();
    private static final String K = "k";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static CachePolicy policy(CachePolicy base, Duration life, Duration revalidate, Duration ifError) {
        return Policies.stale(Policies.living(base, life), revalidate, ifError);
    }

    private static CachePolicy loader(CachePolicy base, Duration lease, Duration throttle) {
        return Policies.loading(
                base, new CachePolicy.Loader(lease, null, null, throttle, 64, CachePolicy.Loader.Bounded.BACKGROUND));
    }

    private static CachePolicy hard(CachePolicy base, Duration hard, int most) {
        return Policies.loading(
                base,
                new CachePolicy.Loader(
                        Duration.ofMillis(1), null, hard, SECOND, most, CachePolicy.Loader.Bounded.BACKGROUND));
    }

    private static <V> CompletableFuture<CachedValue<V>> async(DefaultTieredCache cache, CompletableFuture<V> value) {
        return cache.fetchAsync(K, () -> value, ANY).toCompletableFuture();
    }

    private static ValueLoader<String> failing() {
        return () -> {
            throw new IOException("down");
        };
    }

    private static RemoteKey remoteKey() {
        String text = new KeyEncoder().encode(K);
        return new RemoteKey("products", text, KeyHash.of("products", text));
    }

    // ---- invalidated values

    @Test
    void aCallerThatBoardsAgainDoesNotBringAnEvictedValueAlong() throws Exception {
        SmallEngine bench = SmallEngine.nearOnly();
        DefaultTieredCache cache =
                bench.cache(loader(policy(Policies.NEAR, Duration.ofSeconds(10), Duration.ZERO, HOUR), SECOND, SECOND));
        cache.fetch(K, () -> "old", ANY);
        bench.time.advance(Duration.ofSeconds(11));
        async(cache, new CompletableFuture<String>());
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        try (Threads threads = new Threads(1)) {
            Future<String> before = threads.submit(() -> cache.fetch(
                            K,
                            (ValueLoader<String>) () -> {
                                loading.countDown();
                                fail.await();
                                throw new IOException("down");
                            },
                            ANY)
                    .value());
            threads.awaitWaiting(before);
            cache.evict(K).toCompletableFuture().join();
            bench.time.advance(Duration.ofSeconds(4));
            loading.await();
            CompletableFuture<CachedValue<String>> after = async(cache, CompletableFuture.completedFuture("new"));
            fail.countDown();
            CachedValue<String> got = after.handle((value, failure) -> value).get(10, TimeUnit.SECONDS);
            assertThat(got == null ? null : got.value())
                    .as("read after the eviction returned")
                    .isNotEqualTo("old");
            assertThatThrownBy(before::get).hasRootCauseInstanceOf(IOException.class);
        }
    }

    /** Answers to reads come when the test says so. */
    private static final class LateReads extends RemoteTierDecorator {
        private final List<Runnable> held = new ArrayList<>();
        private boolean holding;

        LateReads(RemoteTier remote) {
            super(remote);
        }

        @Override
        public CompletionStage<List<RemoteRead>> read(List<Read> reads) {
            CompletionStage<List<RemoteRead>> now = remote.read(reads);
            if (!holding) {
                return now;
            }
            CompletableFuture<List<RemoteRead>> later = new CompletableFuture<>();
            held.add(() -> now.thenAccept(later::complete));
            return later;
        }
    }

    @Test
    void aRefreshOfWhatWasEvictedWhileItWasReadDoesNotFallBackOnIt() throws Exception {
        ManualTime time = new ManualTime();
        TwinServer server = new TwinServer(1, time::millis);
        LateReads[] tier = new LateReads[1];
        SmallEngine bench = SmallEngine.joined(
                server, time, remote -> tier[0] = new LateReads(remote), Runnable::run, Runnable::run);
        DefaultTieredCache cache = bench.cache(policy(Policies.REMOTE, Duration.ofSeconds(10), HOUR, HOUR));
        cache.fetch(K, () -> "old", ANY);
        time.advance(Duration.ofSeconds(11));
        CompletableFuture<String> loading = new CompletableFuture<>();
        tier[0].holding = true;
        CompletableFuture<CachedValue<String>> before = async(cache, loading);
        tier[0].holding = false;
        assertThat(cache.evict(K).toCompletableFuture().join()).isTrue();
        tier[0].held.forEach(Runnable::run);
        assertThat(before.join().value()).as("began before").isEqualTo("old");
        CompletableFuture<CachedValue<String>> after = async(cache, new CompletableFuture<>());
        loading.completeExceptionally(new IOException("down"));
        assertThat(
                        after.isDone() && !after.isCompletedExceptionally()
                                ? after.join().value()
                                : null)
                .as("read after the eviction was acknowledged")
                .isNotEqualTo("old");
    }

    @Test
    void aFallbackIsStillGuardedWhenItsFlightWentOnWithAnotherTask() throws Exception {
        ManualTime time = new ManualTime();
        TwinServer server = new TwinServer(1, time::millis);
        SmallEngine bench = SmallEngine.joined(server, time);
        DefaultTieredCache cache = bench.cache(policy(Policies.BOTH, Duration.ofSeconds(10), Duration.ZERO, HOUR));
        cache.fetch(K, () -> "old", ANY);
        time.advance(Duration.ofSeconds(11));
        // Somebody whose codec we do not know has written.
        RemoteTier other = server.connect().tier();
        byte[] present = ((RemoteRead.Hit) other.read(remoteKey(), null, null)
                        .toCompletableFuture()
                        .join())
                .stored();
        byte[] unreadable = present.clone();
        unreadable[7]++;
        unreadable[15]++;
        other.putIfAbsent(remoteKey(), Envelope.stampOf(present), unreadable, null)
                .toCompletableFuture()
                .join();
        CompletableFuture<String> loading = new CompletableFuture<>();
        CompletableFuture<CachedValue<String>> read = async(cache, loading);
        assertThat(read).isNotDone();
        cache.evict(K).toCompletableFuture().join();
        loading.completeExceptionally(new IOException("down"));
        assertThat(read.isCompletedExceptionally() ? null : read.join().value())
                .as("served after it was evicted")
                .isNotEqualTo("old");
    }

    // ---- loads

    @Test
    void aThrottleDoesNotUnguardLoadsOfWhatWasInvalidatedByTag() throws Exception {
        ManualTime time = new ManualTime();
        TwinServer server = new TwinServer(1, time::millis);
        SmallEngine one = SmallEngine.joined(server, time);
        SmallEngine other = SmallEngine.joined(server, time);
        CachePolicy policy = loader(
                policy(Policies.BOTH, Duration.ofSeconds(10), Duration.ZERO, HOUR),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1));
        DefaultTieredCache here = one.cache(policy);
        DefaultTieredCache there = other.cache(policy);
        EntryDescription tagged = ANY.with(EntryOptions.tagged("t"));
        here.fetch(K, () -> "old", tagged);
        time.advance(Duration.ofSeconds(11));
        assertThat(here.fetch(K, failing(), tagged).value()).isEqualTo("old");
        one.engine.evictByTag(List.of("t")).toCompletableFuture().join();
        time.advance(SECOND);
        here.fetch(K, () -> "new", tagged);
        assertThat(there.fetch(K, () -> "newer", tagged).origin())
                .as("what the other instance has loaded")
                .isEqualTo(Origin.REMOTE);
    }

    @Test
    void aFailingLoaderIsThrottledWhileValuesAreServedToBeRevalidated() throws Exception {
        SmallEngine bench = SmallEngine.nearOnly();
        DefaultTieredCache cache = bench.cache(loader(
                policy(Policies.NEAR, Duration.ofSeconds(10), HOUR, Duration.ZERO),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5)));
        cache.fetch(K, () -> "old", ANY);
        bench.time.advance(Duration.ofSeconds(11));
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 200; i++) {
            bench.time.advance(Duration.ofMillis(50));
            CachedValue<String> got = cache.fetch(
                    K,
                    (ValueLoader<String>) () -> {
                        loads.incrementAndGet();
                        throw new IOException("down");
                    },
                    ANY);
            assertThat(got.value()).isEqualTo("old");
        }
        assertThat(loads).as("loads in 10 s with a throttle of 5 s").hasValueLessThanOrEqualTo(3);
    }

    @Test
    void anInstanceThatIsToldOfTheThrottleDoesNotBeginItAnew() throws Exception {
        ManualTime time = new ManualTime();
        TwinServer server = new TwinServer(1, time::millis);
        CachePolicy policy = loader(
                policy(Policies.BOTH, Duration.ofSeconds(10), Duration.ZERO, HOUR),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5));
        DefaultTieredCache here = SmallEngine.joined(server, time).cache(policy);
        DefaultTieredCache there = SmallEngine.joined(server, time).cache(policy);
        here.fetch(K, () -> "old", ANY);
        there.fetch(K, () -> "never", ANY);
        time.advance(Duration.ofSeconds(11));
        here.fetch(K, failing(), ANY);
        // Now the source has recovered.
        time.advance(Duration.ofMillis(4900));
        assertThat(there.fetch(K, () -> "new", ANY).value()).isEqualTo("old");
        time.advance(Duration.ofMillis(200));
        assertThat(here.fetch(K, () -> "new", ANY).value()).isEqualTo("new");
        time.advance(Duration.ofMillis(4500));
        assertThat(there.fetch(K, () -> "newer", ANY).value())
                .as("9.6 s after the source has recovered, with a throttle of 5 s")
                .isNotEqualTo("old");
    }

    @Test
    void whatIsLoadedAndNotKeptReplacesTheStaleValueAllTheSame() throws Exception {
        SmallEngine bench = SmallEngine.nearOnly();
        DefaultTieredCache cache =
                bench.cache(Policies.withoutNulls(policy(Policies.NEAR, Duration.ofSeconds(10), HOUR, HOUR)));
        cache.fetch(K, () -> "deleted since", ANY);
        bench.time.advance(Duration.ofSeconds(11));
        AtomicInteger loads = new AtomicInteger();
        CachedValue<String> got = null;
        for (int i = 0; i < 100; i++) {
            bench.time.advance(Duration.ofMillis(50));
            got = cache.fetch(
                    K,
                    (ValueLoader<String>) () -> {
                        loads.incrementAndGet();
                        return null;
                    },
                    ANY);
        }
        assertThat(got.value()).as("after %s loads that found none", loads).isNull();
    }

    // ---- windows

    @Test
    void anExpiredNearLifeDoesNotMakeCallersWaitForARevalidation() throws Exception {
        ManualTime time = new ManualTime();
        SmallEngine bench = SmallEngine.joined(new TwinServer(1, time::millis), time);
        CachePolicy policy = Policies.near(
                policy(Policies.BOTH, Duration.ofMinutes(10), Duration.ofMinutes(2), HOUR),
                new CachePolicy.Near(100, null, Duration.ofMinutes(1), CachePolicy.Copy.NONE));
        DefaultTieredCache cache = bench.cache(policy);
        cache.fetch(K, () -> "old", ANY);
        time.advance(Duration.ofSeconds(630));
        assertThat(async(cache, new CompletableFuture<String>()))
                .as("within stale-while-revalidate")
                .isDone();
    }

    @Test
    void anEntryThatIsVerifiedIsStillRefreshedAhead() throws Exception {
        ManualTime time = new ManualTime();
        SmallEngine bench = SmallEngine.joined(new TwinServer(1, time::millis), time);
        CachePolicy policy = Policies.near(
                Policies.refreshingAhead(
                        Policies.living(Policies.BOTH, Duration.ofMinutes(10)),
                        new CachePolicy.RefreshAhead(CachePolicy.RefreshAhead.Mode.THRESHOLD, 0.8)),
                new CachePolicy.Near(100, null, Duration.ofMinutes(1), CachePolicy.Copy.NONE));
        assertThat(loadsUntilNearlyOver(bench, policy)).isEqualTo(2);
    }

    @Test
    void aCacheWithoutANearTierRefreshesAhead() throws Exception {
        ManualTime time = new ManualTime();
        SmallEngine bench = SmallEngine.joined(new TwinServer(1, time::millis), time);
        CachePolicy policy = Policies.refreshingAhead(
                Policies.living(Policies.REMOTE, Duration.ofMinutes(10)),
                new CachePolicy.RefreshAhead(CachePolicy.RefreshAhead.Mode.THRESHOLD, 0.8));
        assertThat(loadsUntilNearlyOver(bench, policy)).isEqualTo(2);
    }

    private static int loadsUntilNearlyOver(SmallEngine bench, CachePolicy policy) throws Exception {
        DefaultTieredCache cache = bench.cache(policy);
        AtomicInteger loads = new AtomicInteger();
        for (int seconds = 0; seconds < 595; seconds += 5) {
            cache.fetch(K, () -> "value " + loads.incrementAndGet(), ANY);
            bench.time.advance(Duration.ofSeconds(5));
        }
        return loads.get();
    }

    // ---- slots, threads

    @Test
    void slotsSurviveAQueueOfLoadsThatNobodyWaitsForAnyMore() throws Exception {
        CountDownLatch recovered = new CountDownLatch(1);
        ExecutorService loaders = Executors.newCachedThreadPool();
        try {
            SmallEngine bench = SmallEngine.nearOnly(loaders, CallerContext.NONE);
            DefaultTieredCache cache = bench.cache(hard(Policies.NEAR, Duration.ofMillis(2), 1));
            CountDownLatch ended = new CountDownLatch(1);
            assertThatThrownBy(() -> cache.fetch(
                            "hung",
                            () -> {
                                while (recovered.getCount() > 0) {
                                    Thread.onSpinWait(); // deaf to interrupts
                                }
                                ended.countDown();
                                return "value";
                            },
                            ANY))
                    .hasMessageContaining("hard-timeout");
            for (int i = 0; i < 4000; i++) {
                int key = i;
                assertThatThrownBy(() -> cache.fetch(key, () -> "value", ANY)).hasMessageContaining("hard-timeout");
            }
            bench.time.advance(SECOND);
            assertThat(cache.statistics().hungLoads()).isOne();
            recovered.countDown();
            ended.await();
            await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptions()
                    .until(() ->
                            cache.fetch("another", () -> "value", ANY).value().equals("value"));
        } finally {
            recovered.countDown();
            loaders.shutdownNow();
        }
    }

    @Test
    void aThreadThatCannotBeMadeCostsNoSlotForEver() throws Exception {
        boolean[] full = {true};
        Executor loaders = task -> {
            if (full[0]) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        };
        SmallEngine bench = SmallEngine.nearOnly(loaders, CallerContext.NONE);
        DefaultTieredCache cache = bench.cache(hard(Policies.NEAR, Duration.ofMillis(100), 1));
        assertThatThrownBy(() -> cache.fetch(K, () -> "value", ANY)).isInstanceOf(Throwable.class);
        full[0] = false;
        assertThat(cache.fetch(K, () -> "value", ANY).value()).isEqualTo("value");
    }

    @Test
    void aLoaderThatFetchesDoesNotWaitForItsOwnSlot() throws Exception {
        ExecutorService loaders = Executors.newCachedThreadPool();
        try {
            SmallEngine bench = SmallEngine.nearOnly(loaders, CallerContext.NONE);
            DefaultTieredCache cache = bench.cache(hard(Policies.NEAR, Duration.ofMillis(500), 1));
            assertThat(cache.fetch(
                                    "child",
                                    () -> cache.fetch("parent", () -> "p", ANY).value() + "c",
                                    ANY)
                            .value())
                    .isEqualTo("pc");
        } finally {
            loaders.shutdownNow();
        }
    }

    @Test
    void aThreadThatHasStartedAnAsynchronousLoadDoesNotLeadItForEver() throws Exception {
        ExecutorService loaders = Executors.newSingleThreadExecutor();
        ExecutorService steps = Executors.newSingleThreadExecutor();
        try {
            ManualTime time = new ManualTime();
            SmallEngine bench = SmallEngine.joined(new TwinServer(1, time::millis), time, tier -> tier, steps, loaders);
            DefaultTieredCache cache = bench.cache(Policies.BOTH);
            CompletableFuture<String> value = new CompletableFuture<>();
            CountDownLatch called = new CountDownLatch(1);
            cache.fetchAsync(
                    K,
                    () -> {
                        called.countDown();
                        return value;
                    },
                    ANY);
            called.await();
            Future<String> second = loaders.submit(
                    () -> cache.fetch(K, () -> "loaded at the same time", ANY).value());
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            value.complete("shared");
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("shared");
        } finally {
            loaders.shutdownNow();
            steps.shutdownNow();
        }
    }

    @Test
    void callersThatBlockInTheirContinuationsDoNotStopTheWatch() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        try (Instance instance =
                        Instance.nearOnly(loader(Policies.NEAR, Duration.ofMillis(50), Duration.ofSeconds(1)));
                Threads readers = new Threads(1)) {
            TerraceCache cache = instance.cache("products");
            for (int i = 0; i < threads; i++) {
                CompletableFuture<String> value = new CompletableFuture<>();
                cache.retrieve("blocking " + i, () -> value).thenAccept(done -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                value.complete("value");
            }
            cache.retrieve(K, CompletableFuture::new);
            Future<String> follower = readers.submit(() -> cache.get(K, () -> "own"));
            try {
                assertThat(follower.get(5, TimeUnit.SECONDS))
                        .as("given up after 150 ms")
                        .isEqualTo("own");
            } finally {
                release.countDown();
            }
        }
    }

    @Test
    void anAsynchronousCallerHelpsItselfInItsOwnContextAndNotOnAThreadThatRunsTheSteps() throws Exception {
        ThreadLocal<Boolean> context = ThreadLocal.withInitial(() -> false);
        ManualTime time = new ManualTime();
        CallerContext ofCaller = () -> task -> () -> {
            context.set(true);
            task.run();
            context.remove();
        };
        SmallEngine bench = SmallEngine.nearOnly(time, onThread("step"), onThread("load"), ofCaller);
        DefaultTieredCache cache = bench.cache(loader(Policies.NEAR, SECOND, SECOND));
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            cache.fetchAsync(
                    K,
                    () -> {
                        calls.add(Thread.currentThread().getName() + (context.get() ? " in context" : ""));
                        return new CompletableFuture<String>();
                    },
                    ANY);
        }
        calls.clear();
        time.advance(Duration.ofSeconds(20));
        assertThat(calls).containsExactly("load in context", "load in context");
    }

    /** Runs each task on a thread of its own, and returns when it is done. */
    private static Executor onThread(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @Test
    void aLoadThatWasGivenUpDoesNotReplaceWhatWasLoadedSince() throws Exception {
        SmallEngine bench = SmallEngine.nearOnly();
        DefaultTieredCache cache = bench.cache(loader(Policies.living(Policies.NEAR, HOUR), SECOND, SECOND));
        CompletableFuture<String> hung = new CompletableFuture<>();
        async(cache, hung);
        bench.time.advance(Duration.ofMinutes(10));
        assertThat(cache.fetch(K, () -> "new", ANY).value()).isEqualTo("new");
        bench.time.advance(Duration.ofMinutes(10));
        hung.complete("asked for 20 minutes ago");
        assertThat(cache.fetch(K, () -> "newer", ANY).value()).isNotEqualTo("asked for 20 minutes ago");
    }

    // ---- exceptions, input, sizes

    @Test
    void anExecutionExceptionOfALoaderStaysWhatItIs() {
        SmallEngine bench = SmallEngine.nearOnly();
        DefaultTieredCache cache = bench.cache(Policies.NEAR);
        async(cache, new CompletableFuture<String>());
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> cache.fetch(
                            K,
                            (ValueLoader<String>) () -> {
                                throw new ExecutionException("of the application", new IOException());
                            },
                            ANY))
                    .isInstanceOf(ExecutionException.class);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void anInterruptedLeaderDoesNotFailItsFollowers() throws Exception {
        SmallEngine bench = SmallEngine.nearOnly();
        DefaultTieredCache cache = bench.cache(Policies.NEAR);
        CountDownLatch loading = new CountDownLatch(1);
        try (Threads threads = new Threads(2)) {
            Thread[] leader = new Thread[1];
            Future<String> led = threads.submit(() -> {
                leader[0] = Thread.currentThread();
                return cache.fetch(
                                K,
                                (ValueLoader<String>) () -> {
                                    loading.countDown();
                                    new CountDownLatch(1).await();
                                    return "never";
                                },
                                ANY)
                        .value();
            });
            loading.await();
            Future<String> follower =
                    threads.submit(() -> cache.fetch(K, () -> "own", ANY).value());
            threads.awaitWaiting(follower);
            leader[0].interrupt();
            assertThatThrownBy(led::get).hasCauseInstanceOf(InterruptedException.class);
            assertThat(follower.get(10, TimeUnit.SECONDS)).isEqualTo("own");
        }
    }

    @Test
    void aLifeThatCannotBeIsRefusedWhereItIsSaid() {
        assertThatThrownBy(() -> new LoadResult.NotModified<String>(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatWasFoundUnchangedWeighsWhatItWeighedBefore() throws Exception {
        ManualTime time = new ManualTime();
        SmallEngine bench = SmallEngine.joined(new TwinServer(1, time::millis), time);
        DefaultTieredCache cache = bench.cache(policy(Policies.BOTH, Duration.ofSeconds(10), HOUR, HOUR));
        ConditionalLoader<String> loader =
                previous -> previous == null ? LoadResult.of("x".repeat(1000)) : LoadResult.notModified();
        cache.fetch(K, loader, ANY);
        int before = weight(cache);
        time.advance(Duration.ofSeconds(11));
        cache.fetch(K, loader, ANY);
        assertThat(cache.fetch(K, loader, ANY).stale()).isFalse();
        assertThat(weight(cache)).isEqualTo(before);
    }

    private static int weight(DefaultTieredCache cache) {
        return java.util.Objects.requireNonNull(cache.nearHit(K)).origin().weight();
    }
}
