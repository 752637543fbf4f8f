package dev.terrace.cache.soak;

import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.history.Bug;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.soak.Counts.Kind;
import dev.terrace.cache.spring.TerraceCache;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One instance of the caches, whose operations are done, checked and counted here. Thread-safe. */
final class Member implements AutoCloseable {

    static final int MOST_LOADS = 4;

    private static final int NEAR_SIZE = 2_000;
    private static final int CONNECTIONS = 8;
    private static final int FAILS_ONE_IN = 20;
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration LONGEST_JOIN = Duration.ofSeconds(50);
    private static final long LONGEST_SYNC_SECONDS = 20;
    private static final long CLERK_MILLIS = 10;

    private final Database database;
    private final Tally tally;
    private final Evictions evictions;
    private final boolean failing;
    private final Instance instance;
    private final CacheRuntime runtime;
    private final TerraceCache products;
    private final TerraceCache personal;
    private final AtomicLong losses = new AtomicLong();
    private final AtomicLong loads = new AtomicLong();
    private volatile boolean lost;
    private volatile long inStepAt;
    private final ScheduledExecutorService clerk = Executors.newSingleThreadScheduledExecutor();

    /**
     * Where it is at work.
     *
     * @param address of Redis
     * @param bug what is broken in it
     * @param failing whether some of its loads are
     */
    record Place(String address, String namespace, Pace pace, Bug bug, boolean failing) {

        RedisRemoteTier redis() {
            return new RedisRemoteTier(
                    namespace,
                    new RedisSettings(
                            new RedisServers.Single(address, 0),
                            null,
                            null,
                            null,
                            null,
                            Duration.ofSeconds(2),
                            pace.coherence().timeout(),
                            CONNECTIONS));
        }
    }

    Member(Place place, Database database, Tally tally) {
        CoherenceSettings coherence = place.pace().coherence();
        this.database = database;
        this.tally = tally;
        this.failing = place.failing();
        this.evictions = new Evictions(database, coherence);
        this.instance = Instance.startedForgetful(place.bug().in(place.redis()), policy(), coherence, this::onEvent);
        this.runtime = instance.manager().runtime();
        this.products = instance.cache("products").as(Item.class);
        this.personal = instance.cache("personal").as(Item.class);
        await().atMost(LONGEST_JOIN).until(runtime::isConnected);
        clerk.scheduleWithFixedDelay(this::keepBooks, CLERK_MILLIS, CLERK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static CachePolicy policy() {
        CachePolicy.Loader loader = new CachePolicy.Loader(
                LEASE, null, null, Duration.ofSeconds(1), MOST_LOADS, CachePolicy.Loader.Bounded.BACKGROUND);
        CachePolicy.Near near = new CachePolicy.Near(NEAR_SIZE, null, null, CachePolicy.Copy.NONE);
        return Policies.near(Policies.loading(Policies.BOTH, loader), near);
    }

    private void onEvent(CacheEvent event) {
        if (event instanceof CacheEvent.RemoteLost) {
            losses.incrementAndGet();
            lost = true;
        } else if (event instanceof CacheEvent.RemoteRegained) {
            inStepAt = System.nanoTime();
            lost = false;
        } else if (event instanceof CacheEvent.GapFound) {
            inStepAt = System.nanoTime();
        }
    }

    boolean isConnected() {
        return runtime.isConnected();
    }

    /** Since when it is in step again after Redis was struck at this time; 0 if it is not, or has not noticed it yet. */
    long inStepSince(long strike) {
        long at = inStepAt;
        return isConnected() && !lost && at > strike ? at : 0;
    }

    // ---- operations

    void read(int key) {
        long before = lossesIfConnected();
        long floor = Math.max(evictions.ownFloor(key), database.lateFloor(key));
        long calmFloor = Math.max(floor, database.floor(key));
        TerraceCache cache = Shop.isPersonal(key) ? personal : products;
        long invoked = System.nanoTime();
        try {
            CachedValue<Item> got = cache.fetch(Shop.nameOf(key), () -> load(key), Shop.optionsOf(key));
            tally.done(Kind.valueOf(got.origin().name()), System.nanoTime() - invoked);
            check(got, key, before >= 0 && before == lossesIfConnected() ? calmFloor : floor);
        } catch (Throwable e) {
            tally.failed(e);
        }
    }

    /** Negative if Redis is out of reach. */
    private long lossesIfConnected() {
        return isConnected() ? losses.get() : -1;
    }

    private Item load(int key) {
        if (failing && loads.incrementAndGet() % FAILS_ONE_IN == 0) {
            throw new IllegalStateException("A broken loader");
        }
        return database.load(key);
    }

    private void check(CachedValue<Item> got, int key, long floor) {
        Item item = got.value();
        if (item == null || !database.hasWritten(item, key)) {
            tally.foreign("%s for the key %d".formatted(item, key));
        } else if (item.began() < floor) {
            tally.stale("The key %d, %s, was evicted %d ms after its load had begun; the instance is %sconnected"
                    .formatted(
                            key,
                            got.origin(),
                            TimeUnit.NANOSECONDS.toMillis(floor - item.began()),
                            isConnected() ? "" : "not "));
        }
    }

    /** Writes to the database, then evicts. */
    void write(int key) {
        evict(new int[] {key}, () -> {
            (Shop.isPersonal(key) ? personal : products).evict(Shop.nameOf(key));
            return true;
        });
    }

    /** The same for all that have a tag. */
    void writeAll(int tag) {
        evict(Shop.taggedWith(tag), () -> instance.manager().evictByTag(Shop.tagName(tag)));
    }

    private interface Call {
        boolean evict();
    }

    private void evict(int[] keys, Call call) {
        for (int key : keys) {
            database.write(key);
        }
        long before = lossesIfConnected();
        long failures = failures();
        long invoked = System.nanoTime();
        try {
            boolean accepted = call.evict();
            tally.done(Kind.WRITE, System.nanoTime() - invoked);
            boolean calm = before >= 0 && before == lossesIfConnected() && failures == failures();
            evictions.done(keys, invoked, accepted && calm);
        } catch (Throwable e) {
            tally.failed(e);
        }
    }

    private long failures() {
        return products.statistics().remoteFailures() + personal.statistics().remoteFailures();
    }

    // ---- what happens beside them

    private void keepBooks() {
        try {
            tally.look();
            if (evictions.areDeferred() && isConnected()) {
                evictions.recover(() -> syncedTwice() && isConnected());
            }
            evictions.publish();
        } catch (RuntimeException e) {
            tally.failed(e);
        }
    }

    /** One that is under way may have begun earlier. */
    private boolean syncedTwice() {
        return runtime.sync()
                .thenCompose(first -> runtime.sync())
                .toCompletableFuture()
                .completeOnTimeout(false, LONGEST_SYNC_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() throws InterruptedException {
        clerk.shutdown();
        if (!clerk.awaitTermination(LONGEST_SYNC_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("A sync does not end");
        }
        instance.close();
    }
}
