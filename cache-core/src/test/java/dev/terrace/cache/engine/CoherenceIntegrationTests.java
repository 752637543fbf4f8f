package dev.terrace.cache.engine;

import static dev.terrace.cache.Origin.LOADED;
import static dev.terrace.cache.Origin.NEAR;
import static dev.terrace.cache.Origin.REMOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.Origin;
import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.KeyHash;
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
import dev.terrace.cache.tier.KeyPage;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the protocol does when the log breaks, and what it can do beyond single evictions, on a real Redis. */
class CoherenceIntegrationTests {

    private static final CoherenceSettings QUICK = new CoherenceSettings(
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            true,
            Duration.ofMillis(200),
            Duration.ofMillis(300));

    /** Nothing happens by itself: what one instance sees of the other, it has asked for. */
    private static final CoherenceSettings DEAF = new CoherenceSettings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(300),
            Duration.ofSeconds(60),
            false,
            Duration.ZERO,
            Duration.ofMillis(300));

    private final String namespace = Namespaces.fresh();
    private final TestRedis redis = TestRedis.shared();
    private final Counted counted = new Counted(new RedisRemoteTier(namespace, RedisSettings.of(redis.address())));
    private Instance here;
    private Instance there;

    private void start(CoherenceSettings settings, CachePolicy policy) {
        here = Instance.joined(counted, policy, settings);
        there = Instance.joined(redis.address(), namespace, policy, settings);
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

    private static @Nullable Object value(Instance instance, Object key) {
        CachedValue<Object> found = products(instance).lookup(key);
        return found == null ? null : found.value();
    }

    private String key(String rest) {
        return "{" + namespace + ":1/" + rest;
    }

    private static boolean has(Instance instance, Class<? extends CacheEvent> kind) {
        return instance.events().stream().anyMatch(kind::isInstance);
    }

    // ---- gaps

    @Test
    void aGapCostsOneHeaderForEachEntryOnUseAndNoValue() throws Exception {
        start(QUICK, Policies.BOTH);
        for (int i = 0; i < 10; i++) {
            read(here, i);
        }
        redis.cli("DEL", key("0}:log"));
        await().until(() -> has(here, CacheEvent.GapFound.class));
        counted.reset();
        for (int i = 0; i < 5; i++) {
            assertThat(read(here, i)).isEqualTo(NEAR);
            assertThat(read(here, i)).as("once more, without asking").isEqualTo(NEAR);
        }
        assertThat(counted.headers).hasValue(5);
        assertThat(counted.reads).hasValue(0);
        assertThat(products(here).statistics().loads()).isEqualTo(10);
    }

    @Test
    void anEntryThatChangedBehindAGapIsReadAgain() throws Exception {
        start(QUICK, Policies.BOTH);
        read(here, 1);
        counted.deaf.set(true);
        products(there).evict(1);
        redis.cli("DEL", key("0}:log"));
        counted.deaf.set(false);
        await().until(() -> value(here, 1) == null);
        await().until(() -> has(here, CacheEvent.GapFound.class));
    }

    @Test
    void aRecordThatNobodyCanReadIsToldAndCostsAVerification() throws Exception {
        start(QUICK, Policies.BOTH);
        read(here, 1);
        redis.cli("XADD", key("0}:log"), "*", "o", "stranger-1", "r", "?");
        redis.cli("XADD", key("c}:log"), "*", "what", "is this");
        redis.cli("PUBLISH", namespace + ":1:bus", "nonsense");
        await().until(() -> here.events()
                .containsAll(List.of(
                        new CacheEvent.RecordRejected("0"),
                        new CacheEvent.RecordRejected("c"),
                        new CacheEvent.RecordRejected("bus"))));
        products(there).evict(1);
        await().until(() -> value(here, 1) == null);
    }

    @Test
    void anAcknowledgedEvictionThatTheServersLoseIsSentAgain() throws Exception {
        start(QUICK, Policies.BOTH);
        read(here, 1);
        RemoteKey remoteKey = new RemoteKey("products", "1", KeyHash.of("products", "1"));
        byte[] old = ((RemoteRead.Hit) counted.read(remoteKey, null, null)
                        .toCompletableFuture()
                        .join())
                .stored();
        String lastBefore = redis.cli("XREVRANGE", key("0}:log"), "+", "-", "COUNT", "1")
                .lines()
                .findFirst()
                .orElseThrow();
        products(here).evict(1);
        await().until(() -> redis.cli("XLEN", key("0}:log")).equals("2"));
        // What a failover to a replica that lags does: the end of the log is gone, and the value is there again.
        String lost = redis.cli("XREVRANGE", key("0}:log"), "+", "-", "COUNT", "1")
                .lines()
                .findFirst()
                .orElseThrow();
        assertThat(lost).isNotEqualTo(lastBefore);
        counted.putIfAbsent(remoteKey, null, old, null).toCompletableFuture().join();
        redis.cli("XDEL", key("0}:log"), lost);
        await().until(() -> has(here, CacheEvent.InvalidationsLost.class));
        await().until(() ->
                counted.read(remoteKey, null, null).toCompletableFuture().join() instanceof RemoteRead.Absent);
    }

    @Test
    void losingTheControlLogAloneCostsNoLoad() throws Exception {
        start(DEAF, Policies.BOTH);
        here.manager().evictByTag("some");
        for (int i = 0; i < 20; i++) {
            read(here, i);
        }
        redis.cli("DEL", key("c}:log"));
        assertThat(synced(here)).isTrue();
        assertThat(synced(there)).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(read(here, i)).isEqualTo(NEAR);
            assertThat(read(there, i)).isEqualTo(REMOTE);
        }
    }

    private static boolean synced(Instance instance) throws Exception {
        return instance.manager().runtime().sync().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aPatternThatCameAndWentWithinAGapIsNotMissed() throws Exception {
        start(DEAF, Policies.BOTH);
        read(here, "42");
        synced(there);
        products(there).evictByPattern("4*");
        await().until(() -> !redis.cli("HKEYS", key("c}:meta")).contains("pattern:"));
        redis.cli("XTRIM", key("c}:log"), "MAXLEN", "1");
        synced(here);
        await().until(() -> has(here, CacheEvent.GapFound.class));
        assertThat(read(here, "42")).isEqualTo(LOADED);
    }

    @Test
    void aLoadFromBeforeAGapIsNotSharedBehindIt() throws Exception {
        start(DEAF, Policies.BOTH);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        try (Threads threads = new Threads(1)) {
            Future<Object> before = threads.submit(() -> products(here)
                    .fetch("k", () -> {
                        loading.countDown();
                        finish.await();
                        return "old";
                    })
                    .value());
            loading.await();
            products(there).evict("k");
            redis.cli("DEL", key("0}:log"));
            assertThat(products(here).strong().fetch("k", () -> "new").value()).isEqualTo("new");
            finish.countDown();
            assertThat(before.get(10, TimeUnit.SECONDS)).isEqualTo("old");
            assertThat(products(here).strong().fetch("k", () -> "newer").value())
                    .isEqualTo("new");
        }
    }

    // ---- patterns

    @Test
    void aPatternEvictsWhatMatchesEverywhereAndIsRetiredWhenRedisIsClean() throws Exception {
        start(QUICK, Policies.BOTH);
        for (Object key : List.of("chair:1", "chair:2", "table:1", 41, 42L)) {
            read(here, key);
            read(there, key);
        }
        assertThat(products(here).evictByPattern("chair:*")).isTrue();
        assertThat(value(here, "chair:1")).as("gone here at once").isNull();
        await().until(() -> value(there, "chair:1") == null && value(there, "chair:2") == null);
        assertThat(products(there).evictByPattern("4?")).isTrue();
        await().until(() -> value(here, 41) == null && value(here, 42L) == null);
        assertThat(value(there, 41)).isNull();
        assertThat(value(here, "table:1")).isEqualTo("loaded");
        assertThat(value(there, "table:1")).isEqualTo("loaded");
        assertThat(read(here, "chair:1")).isEqualTo(LOADED);
        assertThat(read(here, "chair:1")).isEqualTo(NEAR);
        await().until(() -> !redis.cli("HKEYS", key("c}:meta")).contains("pattern:"));
        assertThat(values("products")).as("in Redis").hasSize(2);
        assertThat(value(there, "chair:1")).as("loaded after it").isEqualTo("loaded");
    }

    @Test
    void aPatternThatAnotherLeftBehindIsAdopted() throws Exception {
        start(QUICK, Policies.BOTH);
        read(here, "chair:1");
        String meta = key("c}:meta");
        // Its owner is nobody, and its deadline has passed.
        counted.invalidate(new Invalidation.OfPattern(new KeyPattern("products", "chair:*")), "nobody-1", 0)
                .toCompletableFuture()
                .join();
        await().until(() -> value(here, "chair:1") == null);
        String field = redis.cli("HKEYS", meta)
                .lines()
                .filter(name -> name.startsWith("pattern:"))
                .findFirst()
                .orElseThrow();
        assertThat(field).isEqualTo("pattern:nobody-1");
        String active = redis.cli("HGET", meta, field);
        String deadline = active.split(" ")[1];
        redis.cli("HSET", meta, field, active.replace(deadline, "1"));
        // The others learn the new deadline when they read the control lane anew.
        redis.cli("DEL", key("c}:log"));
        await().until(() -> !redis.cli("HKEYS", meta).contains("pattern:"));
        assertThat(values("products")).isEmpty();
    }

    @Test
    void aPatternForEverythingIsRefusedWithTheRemedy() {
        start(QUICK, Policies.BOTH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> products(here).evictByPattern("**"))
                .withMessageContaining("'**' matches every key of the cache 'products'; clear it instead");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> products(here).evictByPattern(""))
                .withMessageContaining("0 characters");
    }

    @Test
    void theSeventeenthPatternIsRefusedAndLeavesNothingBarred() throws Exception {
        start(QUICK, Policies.BOTH);
        counted.scans.set(false);
        for (int i = 0; i < RemoteTier.MAXIMUM_PATTERNS; i++) {
            products(here).evictByPattern("p" + i + "*");
        }
        assertThatThrownBy(() -> products(here).evictByPattern("chair:*"))
                .isInstanceOf(TooManyPatternsException.class)
                .hasMessageContaining("16 patterns are active");
        read(here, "chair:1");
        assertThat(read(here, "chair:1")).isEqualTo(NEAR);
    }

    private Set<RemoteKey> values(String cache) {
        Set<RemoteKey> found = new HashSet<>();
        KeyPage page = new KeyPage(List.of(), KeyPage.START);
        do {
            page = counted.remote()
                    .scan(new Lane(0), RemoteTier.Kind.VALUES, cache, page.next())
                    .toCompletableFuture()
                    .join();
            found.addAll(page.keys());
        } while (!page.isLast());
        return found;
    }

    // ---- what invalidations of many leave behind

    @Test
    void aClearIsSweptUpBehind() throws Exception {
        // A sweep goes through all that the server has, with pauses.
        redis.flush();
        start(QUICK, Policies.BOTH);
        for (int i = 0; i < 250; i++) {
            read(here, i);
        }
        here.cache("others").put("kept", "v");
        products(here).put("tagged", "v", EntryOptions.tagged("t"));
        products(here).clear();
        read(there, 7);
        await().until(() -> values("products").size() == 1);
        assertThat(value(here, 7)).as("loaded after the clear").isEqualTo("loaded");
        assertThat(values("others")).hasSize(1);
        products(there).put("tagged", "v", EntryOptions.tagged("t"));
        there.manager().evictByTag("t");
        await().until(() -> values("products").size() == 1);
    }

    // ---- strong reads

    @Test
    void aStrongReadSeesWhatTheBusHasNotBrought() throws Exception {
        start(DEAF, Policies.BOTH);
        AtomicInteger database = new AtomicInteger(1);
        products(here).fetch("k", database::get);
        assertThat(products(there).fetch("k", database::get).value()).isEqualTo(1);
        database.set(2);
        products(here).evict("k");
        assertThat(products(there).fetch("k", database::get).value())
                .as("within the bound")
                .isEqualTo(1);
        CachedValue<Integer> strong = products(there).strong().fetch("k", database::get);
        assertThat(strong.value()).isEqualTo(2);
        assertThat(products(there).fetch("k", database::get).value()).isEqualTo(2);
        database.set(3);
        products(here).evict("k");
        assertThat(products(there).strong().lookup("k")).isNull();
        assertThat(products(there).strong().get("k", () -> "callable")).isEqualTo("callable");
    }

    // ---- near-only coherent caches

    @Test
    void aCacheOfTheNearTierAloneHearsOfTheOthersIfItIsCoherent() throws Exception {
        start(QUICK, Policies.coherent(Policies.NEAR));
        read(here, "k");
        read(there, "k");
        assertThat(read(there, "k")).isEqualTo(NEAR);
        products(here).evict("k");
        assertThat(value(here, "k")).isNull();
        await().until(() -> value(there, "k") == null);
        read(there, "k");
        products(here).clear();
        await().until(() -> value(there, "k") == null);
        products(there).put("k", "put", EntryOptions.tagged("t"));
        assertThat(value(there, "k")).isEqualTo("put");
        assertThat(products(there).strong().lookup("k")).isNotNull();
        here.manager().evictByTag("t");
        await().until(() -> value(there, "k") == null);
        read(there, "k:1");
        products(here).evictByPattern("k:*");
        await().until(() -> value(there, "k:1") == null);
        assertThat(values("products")).as("in Redis").isEmpty();
    }

    @Test
    void aGapDropsEntriesOfACoherentCacheWithoutARemoteTier() throws Exception {
        start(QUICK, Policies.coherent(Policies.NEAR));
        read(here, "k");
        redis.cli("DEL", key("0}:log"));
        await().until(() -> has(here, CacheEvent.GapFound.class));
        assertThat(value(here, "k")).isNull();
        assertThat(read(here, "k")).isEqualTo(LOADED);
        assertThat(read(here, "k")).isEqualTo(NEAR);
    }

    // ---- coalesced publishing

    @Test
    void evictionsThatComeWhileOneIsUnderWayShareAnEntryOfTheLog() {
        start(QUICK, Policies.BOTH);
        int before = Integer.parseInt(redis.cli("XLEN", key("0}:log")));
        CompletableFuture<?>[] all = IntStream.range(0, 500)
                .mapToObj(i -> products(here).evictAsync(i).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).join();
        int entries = Integer.parseInt(redis.cli("XLEN", key("0}:log"))) - before;
        assertThat(entries).isBetween(6, 250);
    }

    // ---- the self-check

    @Test
    void theSelfCheckFindsAValueThatNobodyWasToldOf() throws Exception {
        start(QUICK, Policies.BOTH);
        read(here, "k");
        RemoteKey remoteKey = new RemoteKey("products", "'k'", KeyHash.of("products", "'k'"));
        products(there).put("other", "new");
        RemoteKey otherKey = new RemoteKey("products", "'other'", KeyHash.of("products", "'other'"));
        byte[] other = ((RemoteRead.Hit)
                        counted.read(otherKey, null, null).toCompletableFuture().join())
                .stored();
        byte[] mine = ((RemoteRead.Hit) counted.read(remoteKey, null, null)
                        .toCompletableFuture()
                        .join())
                .stored();
        counted.putIfAbsent(remoteKey, Envelope.stampOf(mine), other, null)
                .toCompletableFuture()
                .join();
        await().until(() -> products(here).statistics().mismatches() == 1);
        await().until(() -> has(here, CacheEvent.MismatchFound.class));
        assertThat(value(here, "k")).as("healed").isEqualTo("new");
    }

    @Test
    void theSelfCheckHasNothingAgainstTheSameValueLoadedAgain() throws Exception {
        start(QUICK, Policies.BOTH);
        read(here, "k");
        redis.cli("DEL", key("0}:v:products:'k'"));
        assertThat(read(there, "k")).isEqualTo(LOADED);
        counted.reset();
        await().until(() -> counted.reads.get() > 0);
        await().until(() -> counted.headers.get() > 2);
        assertThat(products(here).statistics().mismatches()).isZero();
        assertThat(read(here, "k")).isEqualTo(NEAR);
    }

    private static final class Counted extends RemoteTierDecorator {

        final AtomicInteger headers = new AtomicInteger();
        final AtomicInteger reads = new AtomicInteger();
        final AtomicBoolean deaf = new AtomicBoolean();
        final AtomicBoolean scans = new AtomicBoolean(true);

        Counted(RemoteTier remote) {
            super(remote);
        }

        RemoteTier remote() {
            return remote;
        }

        void reset() {
            headers.set(0);
            reads.set(0);
        }

        @Override
        public CompletionStage<List<byte[]>> headers(List<RemoteKey> keys) {
            headers.addAndGet(keys.size());
            return super.headers(keys);
        }

        @Override
        public CompletionStage<List<RemoteRead>> read(List<Read> asked) {
            reads.addAndGet(asked.size());
            return super.read(asked);
        }

        @Override
        public CompletionStage<KeyPage> scan(Lane lane, Kind kind, @Nullable String cache, String from) {
            return scans.get() ? super.scan(lane, kind, cache, from) : new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> subscribe(BusListener listener) {
            return super.subscribe(new BusListener() {
                @Override
                public void onMessage(LogMessage message) {
                    if (!deaf.get()) {
                        listener.onMessage(message);
                    }
                }

                @Override
                public void onMalformed() {
                    listener.onMalformed();
                }

                @Override
                public void onSubscribed() {
                    listener.onSubscribed();
                }
            });
        }
    }
}
