package dev.terrace.cache.engine;

import static dev.terrace.cache.Origin.LOADED;
import static dev.terrace.cache.Origin.NEAR;
import static dev.terrace.cache.Origin.REMOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.Origin;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What two instances of an application see of each other, with the bus and without it. */
class TwoInstancesIntegrationTests {

    static final List<CoherenceSettings> WITH_AND_WITHOUT_BUS = List.of(Instance.QUICK, Instance.QUICK.withoutPubSub());

    private final String namespace = Namespaces.fresh();
    private Instance here;
    private Instance there;

    private void start(CoherenceSettings settings, CachePolicy policy) {
        here = Instance.joined(TestRedis.shared().address(), namespace, policy, settings);
        there = Instance.joined(TestRedis.shared().address(), namespace, policy, settings);
    }

    @AfterEach
    void close() {
        Stream.of(here, there).filter(instance -> instance != null).forEach(Instance::close);
    }

    private static TerraceCache products(Instance instance) {
        return instance.cache("products");
    }

    private static Origin read(Instance instance, Object key) throws Exception {
        return products(instance).fetch(key, () -> "loaded").origin();
    }

    private static Object value(Instance instance, Object key) {
        CachedValue<Object> found = products(instance).lookup(key);
        return found == null ? null : found.value();
    }

    @Test
    void aValueLoadedHereIsRemoteThereAndThenNear() throws Exception {
        start(Instance.QUICK, Policies.BOTH);
        assertThat(read(here, 1)).isEqualTo(LOADED);
        assertThat(read(here, 1)).isEqualTo(NEAR);
        assertThat(read(there, 1)).isEqualTo(REMOTE);
        assertThat(read(there, 1)).isEqualTo(NEAR);
        assertThat(products(there).statistics().loads()).isZero();
    }

    @ParameterizedTest
    @FieldSource("WITH_AND_WITHOUT_BUS")
    void anEvictionReachesTheOtherInstance(CoherenceSettings settings) throws Exception {
        start(settings, Policies.BOTH);
        read(here, 1);
        read(there, 1);
        products(here).evict(1);
        assertThat(value(here, 1)).as("gone here at once").isNull();
        await().until(() -> value(there, 1) == null);
    }

    @ParameterizedTest
    @FieldSource("WITH_AND_WITHOUT_BUS")
    void aPutReachesTheOtherInstance(CoherenceSettings settings) throws Exception {
        start(settings, Policies.BOTH);
        read(here, 1);
        read(there, 1);
        products(here).put(1, "new");
        assertThat(products(here).lookup(1)).extracting(CachedValue::value).isEqualTo("new");
        await().until(() -> "new".equals(value(there, 1)));
    }

    @ParameterizedTest
    @FieldSource("WITH_AND_WITHOUT_BUS")
    void aClearReachesTheOtherInstanceAndNoOtherCache(CoherenceSettings settings) throws Exception {
        start(settings, Policies.BOTH);
        read(here, 1);
        read(there, 1);
        there.cache("other").put(1, "stays");
        products(here).clear();
        assertThat(value(here, 1)).as("gone here at once").isNull();
        await().until(() -> value(there, 1) == null);
        assertThat(there.cache("other").lookup(1))
                .extracting(CachedValue::origin)
                .isEqualTo(NEAR);
        assertThat(here.cache("other").lookup(1))
                .extracting(CachedValue::origin)
                .isEqualTo(REMOTE);
        assertThat(read(there, 1)).as("what Redis still holds is not served").isEqualTo(LOADED);
        assertThat(read(there, 1)).isEqualTo(NEAR);
        assertThat(read(here, 1)).isEqualTo(REMOTE);
    }

    @ParameterizedTest
    @FieldSource("WITH_AND_WITHOUT_BUS")
    void aTagEvictsItsEntriesInAllCachesEverywhereAndNoOthers(CoherenceSettings settings) throws Exception {
        start(settings, Policies.BOTH);
        for (String cache : List.of("products", "pages")) {
            here.cache(cache).fetch("chair", () -> "v", EntryOptions.tagged("furniture", "wood"));
            here.cache(cache).fetch("spoon", () -> "v", EntryOptions.tagged("kitchen", "wood"));
            there.cache(cache).lookup("chair");
            there.cache(cache).lookup("spoon");
        }
        assertThat(here.manager().evictByTag("furniture")).isTrue();
        for (String cache : List.of("products", "pages")) {
            assertThat(here.cache(cache).lookup("chair"))
                    .as("gone here at once")
                    .isNull();
            await().until(() -> there.cache(cache).lookup("chair") == null);
            for (Instance instance : List.of(here, there)) {
                assertThat(instance.cache(cache).lookup("spoon"))
                        .extracting(CachedValue::origin)
                        .isEqualTo(NEAR);
            }
        }
        here.cache("pages").fetch("chair", () -> "new", EntryOptions.tagged("furniture"));
        assertThat(here.cache("pages").lookup("chair"))
                .as("what is loaded after the eviction is valid")
                .extracting(CachedValue::origin)
                .isEqualTo(NEAR);
    }

    @Test
    void anInstanceIsInStepWithItsOwnEvictionByTagHoweverLongTheLogWas() throws Exception {
        RemoteTier shortOfTime =
                new RemoteTierDecorator(new RedisRemoteTier(
                        namespace, RedisSettings.of(TestRedis.shared().address()))) {
                    @Override
                    public CompletionStage<LogSlice> invalidate(
                            Invalidation invalidation, String operation, long from) {
                        return super.invalidate(invalidation, operation, from)
                                .thenApply(slice -> new LogSlice(
                                        slice.entries().subList(0, 1), false, slice.epoch(), slice.serverMillis()));
                    }
                };
        here = Instance.joined(shortOfTime, Policies.BOTH, Instance.QUICK.withoutPubSub());
        for (int i = 0; i < 20; i++) {
            products(here).fetch("key", () -> "v", EntryOptions.tagged("tag"));
            assertThat(here.manager().evictByTag("tag")).isTrue();
            assertThat(value(here, "key")).isNull();
        }
    }

    @Test
    void evictionByTagAndClearWriteTheSameForOneEntryAsForMany() throws Exception {
        start(Instance.QUICK, Policies.BOTH);
        for (int i = 0; i < 500; i++) {
            here.cache("products").fetch(i, () -> "v", EntryOptions.tagged("all"));
        }
        String before = TestRedis.shared().cli("DBSIZE");
        here.manager().evictByTag("all");
        products(here).clear();
        assertThat(TestRedis.shared().cli("DBSIZE"))
                .as("nothing is deleted entry by entry")
                .isEqualTo(before);
        await().untilAsserted(() ->
                assertThat(Stream.iterate(0, i -> i + 1).limit(500)).allMatch(i -> value(there, i) == null));
    }

    @Test
    void anInstanceThatJoinsLaterKnowsWhatWasInvalidatedBefore() throws Exception {
        start(Instance.QUICK, Policies.BOTH);
        products(here).fetch("tagged", () -> "v", EntryOptions.tagged("tag"));
        here.cache("cleared").put("key", "v");
        here.manager().evictByTag("tag");
        here.cache("cleared").clear();
        try (Instance late = Instance.joined(TestRedis.shared().address(), namespace, Policies.BOTH)) {
            assertThat(value(late, "tagged")).isNull();
            assertThat(late.cache("cleared").lookup("key")).isNull();
        }
    }

    @Test
    void putIfAbsentIsAtomicOverInstances() throws Exception {
        start(Instance.QUICK, Policies.BOTH);
        CyclicBarrier start = new CyclicBarrier(8);
        try (Threads threads = new Threads(8)) {
            for (int key = 0; key < 50; key++) {
                int k = key;
                List<Boolean> won = threads.inAll(8, i -> {
                    start.await();
                    return products(i % 2 == 0 ? here : there).putIfAbsent(k, "by " + i) == null;
                });
                assertThat(won).as("winners of key " + key).containsOnlyOnce(true);
            }
        }
    }

    @Test
    void putIfAbsentReplacesWhatWasInvalidated() {
        start(Instance.QUICK, Policies.BOTH);
        products(here).put("key", "old", EntryOptions.tagged("tag"));
        here.manager().evictByTag("tag");
        assertThat(products(here).putIfAbsent("key", "new")).isNull();
        assertThat(value(there, "key")).isEqualTo("new");
    }

    @Test
    void instancesLoadAColdKeyOnceTogether() throws Exception {
        start(Instance.QUICK, Policies.BOTH);
        AtomicInteger loads = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(32);
        try (Threads threads = new Threads(32)) {
            List<Object> values = threads.inAll(32, i -> {
                start.await();
                return products(i % 2 == 0 ? here : there)
                        .fetch("cold", () -> {
                            Threads.pause();
                            return loads.incrementAndGet();
                        })
                        .value();
            });
            assertThat(values).hasSize(32).containsOnly(1);
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void aLoadThatFailsGivesItsLeaseBack() throws Exception {
        start(Instance.QUICK, Policies.leasing(Policies.BOTH, Duration.ofSeconds(30)));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> products(here).fetch("key", () -> {
                            throw new IllegalStateException("database");
                        })))
                .isInstanceOf(IllegalStateException.class);
        long from = System.nanoTime();
        assertThat(read(there, "key")).isEqualTo(LOADED);
        assertThat(Duration.ofNanos(System.nanoTime() - from))
                .as("long before the lease would have ended")
                .isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void anInvalidationDuringALoadDiscardsTheLoadedValue() throws Exception {
        start(Instance.QUICK, Policies.BOTH);
        for (String way : List.of("evict", "clear", "tag")) {
            CountDownLatch loading = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            try (Threads threads = new Threads(1)) {
                var load = threads.submit(() -> products(here)
                        .fetch(
                                way,
                                () -> {
                                    loading.countDown();
                                    go.await();
                                    return "old";
                                },
                                EntryOptions.tagged("tag"))
                        .value());
                loading.await();
                switch (way) {
                    case "evict" -> products(there).evict(way);
                    case "clear" -> products(there).clear();
                    default -> there.manager().evictByTag("tag");
                }
                go.countDown();
                assertThat(load.get(10, TimeUnit.SECONDS))
                        .as("its caller gets it")
                        .isEqualTo("old");
            }
            assertThat(value(there, way)).as("later readers there after " + way).isNull();
            await().untilAsserted(() -> assertThat(value(here, way))
                    .as("later readers here after " + way)
                    .isNull());
        }
    }

    @Test
    void aReaderWhoComesAfterAnEvictionDoesNotJoinALoadFromBeforeIt() throws Exception {
        start(Instance.QUICK, Policies.BOTH);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Threads threads = new Threads(1)) {
            var before = threads.submit(() -> products(here)
                    .fetch("key", () -> {
                        loading.countDown();
                        go.await();
                        return "old";
                    })
                    .value());
            loading.await();
            products(here).evict("key");
            assertThat(products(here).fetch("key", () -> "new").value()).isEqualTo("new");
            go.countDown();
            assertThat(before.get(10, TimeUnit.SECONDS)).isEqualTo("old");
        }
        assertThat(value(here, "key")).isEqualTo("new");
        assertThat(value(there, "key")).isEqualTo("new");
    }

    @Test
    void whatIsNotOursInRedisIsAMissCountedAndReplaced() throws Exception {
        start(Instance.QUICK, Policies.BOTH);
        TestRedis redis = TestRedis.shared();
        String prefix = "{" + namespace + ":1/0}:v:products:";
        redis.cli("SET", prefix + "'text'", "not an envelope");
        redis.cli("SET", prefix + "'short'", "x");
        redis.cli("SET", prefix + "'empty'", "");
        redis.cli("SET", prefix + "'version'", "\u007e\u00cc\u0063 and so on, long enough for a stamp");
        redis.cli("HSET", prefix + "'hash'", "field", "value");
        for (String key : List.of("text", "short", "empty", "version", "hash")) {
            assertThat(value(here, key)).as(key).isNull();
            assertThat(read(here, key)).as(key).isEqualTo(LOADED);
            assertThat(read(there, key)).as(key + " is replaced").isEqualTo(REMOTE);
        }
        assertThat(products(here).statistics().rejectedPayloads()).isEqualTo(10);
        assertThat(here.events()).hasAtLeastOneElementOfType(CacheEvent.PayloadRejected.class);
        assertThat(products(here).putIfAbsent("text", "x")).isNotNull();
    }

    @Test
    void aFlushedRedisIsNoticedAndNothingInvalidIsServedAfterwards() throws Exception {
        try (TestRedis redis = TestRedis.start()) {
            here = Instance.joined(redis.address(), namespace, Policies.BOTH, Instance.QUICK);
            there = Instance.joined(redis.address(), namespace, Policies.BOTH, Instance.QUICK);
            read(here, 1);
            read(there, 1);
            redis.flush();
            products(here).evict(1);
            await().until(() -> value(there, 1) == null);
            await().untilAsserted(
                            () -> assertThat(there.events()).hasAtLeastOneElementOfType(CacheEvent.GapFound.class));
            assertThat(read(there, 2)).isEqualTo(LOADED);
            await().until(() -> read(here, 2) == REMOTE || read(here, 2) == NEAR);
            close();
            here = null;
            there = null;
        }
    }

    /** Loses replies of the remote tier, on demand; what was asked for happened all the same. */
    private static final class LostReplies extends RemoteTierDecorator {

        volatile boolean loseControl;
        volatile boolean losePutIfAbsent;

        LostReplies(RemoteTier remote) {
            super(remote);
        }

        @Override
        public CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from) {
            boolean lost = loseControl;
            loseControl = false;
            return super.invalidate(invalidation, operation, from)
                    .thenCompose(slice -> lost ? lost() : CompletableFuture.completedFuture(slice));
        }

        @Override
        public CompletionStage<RemoteRead> putIfAbsent(
                RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life) {
            return super.putIfAbsent(key, known, stored, life)
                    .thenCompose(read -> losePutIfAbsent ? lost() : CompletableFuture.completedFuture(read));
        }

        private static <T> CompletionStage<T> lost() {
            return CompletableFuture.failedFuture(new RemoteTierException("The reply is lost"));
        }
    }

    private LostReplies startWithLostReplies() {
        LostReplies remote = new LostReplies(new RedisRemoteTier(
                namespace, RedisSettings.of(TestRedis.shared().address())));
        here = Instance.joined(remote, Policies.BOTH, Instance.QUICK.withoutPubSub());
        there = Instance.joined(TestRedis.shared().address(), namespace, Policies.BOTH, Instance.QUICK);
        return remote;
    }

    @Test
    void anEvictionByTagWhoseReplyIsLostIsNeverForgottenHere() throws Exception {
        LostReplies remote = startWithLostReplies();
        for (int round = 0; round < 20; round++) {
            String key = "key" + round;
            products(here).fetch(key, () -> "old", EntryOptions.tagged("tag"));
            products(there).lookup(key);
            remote.loseControl = true;
            assertThat(here.manager().evictByTag("tag")).isFalse();
            long until = System.nanoTime() + Duration.ofMillis(300).toNanos();
            while (System.nanoTime() < until) {
                assertThat(value(here, key)).as("round " + round).isNull();
            }
            await().until(() -> value(there, key) == null);
        }
    }

    @Test
    void whoDoesNotKnowWhetherItsPutIfAbsentWonKeepsNothing() {
        LostReplies remote = startWithLostReplies();
        products(there).putIfAbsent("key", "first");
        remote.losePutIfAbsent = true;
        products(here).putIfAbsent("key", "second");
        assertThat(value(here, "key")).isEqualTo("first");
        assertThat(value(there, "key")).isEqualTo("first");
    }

    @Test
    void aReaderAfterAnEvictionByTagDoesNotGetAnUnstoredLoadFromBeforeIt() throws Exception {
        start(Instance.QUICK, Policies.BOTH);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Object unencodable = new Object();
        try (Threads threads = new Threads(2)) {
            var before = threads.submit(() -> products(here)
                    .fetch("key", () -> {
                        loading.countDown();
                        go.await();
                        return unencodable;
                    })
                    .value());
            loading.await();
            here.manager().evictByTag("tag");
            var after = threads.submit(
                    () -> products(here).fetch("key", () -> "new").value());
            threads.awaitWaiting(after);
            go.countDown();
            assertThat(before.get(10, TimeUnit.SECONDS)).isSameAs(unencodable);
            assertThat(after.get(10, TimeUnit.SECONDS)).isEqualTo("new");
        }
    }

    @Test
    void blockedAsynchronousLoadersDoNotStopTheProtocol() throws Exception {
        start(Instance.QUICK.withoutPubSub(), Policies.BOTH);
        products(here).fetch("key", () -> "old", EntryOptions.tagged("tag"));
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Object>> blocked = Stream.iterate(0, i -> i + 1)
                .limit(16)
                .map(i -> products(here).<Object>retrieve("blocked" + i, () -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return CompletableFuture.completedFuture("v");
                }))
                .toList();
        there.manager().evictByTag("tag");
        await().until(() -> value(here, "key") == null);
        go.countDown();
        CompletableFuture.allOf(blocked.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    }

    @Test
    void followersOfAnEntryThatStaysInvalidDoNotQueueUp() throws Exception {
        here = Instance.nearOnly(Policies.NEAR);
        AtomicInteger loads = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(32);
        try (Threads threads = new Threads(32)) {
            threads.inAll(32, i -> {
                start.await();
                return products(here)
                        .fetch(
                                "key",
                                () -> {
                                    loads.incrementAndGet();
                                    Threads.pause();
                                    here.manager().evictByTag("tag");
                                    return "v";
                                },
                                EntryOptions.tagged("tag"))
                        .value();
            });
        }
        assertThat(loads.get())
                .as("one for those who were there, one for those who had to board again")
                .isLessThanOrEqualTo(4);
    }

    @Test
    void errorsOfACodecDoNotReachCallers() throws Exception {
        start(Instance.QUICK, Policies.BOTH);
        record Broken(String name) {
            public String getOther() {
                throw new NoClassDefFoundError("gone");
            }
        }
        AtomicInteger loads = new AtomicInteger();
        for (int i = 1; i <= 2; i++) {
            assertThat(products(here)
                            .fetch("key", () -> {
                                loads.incrementAndGet();
                                return new Broken("x");
                            })
                            .value())
                    .isEqualTo(new Broken("x"));
            assertThat(loads).hasValue(i);
        }
        assertThat(read(there, "key")).as("the lease was given back").isEqualTo(LOADED);
    }
}
