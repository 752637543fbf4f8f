package dev.terrace.cache.benchmarks.cluster;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.benchmarks.TerraceInstance;
import dev.terrace.cache.benchmarks.cluster.Tally.Kind;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.spring.TerraceCache;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The instance of a service: what its callers do goes through the cache and is counted and checked. A key is written by one
 * instance, under a lock, so that versions are put in their order: else an old value could win, and no cache were to blame.
 * Thread-safe.
 */
final class Shop implements AutoCloseable {

    private static final int LOCKS = 1_024;

    private final Settings.Load load;
    private final Place place;
    private final Tally tally = new Tally();
    private final Database database;
    private final TerraceInstance instance;
    private final TerraceCache products;
    private final Acknowledged acknowledged;
    private final AtomicIntegerArray loads;
    private final Object[] locks = new Object[LOCKS];
    private final String text;
    private volatile long regainedAt;

    /**
     * Where it is at work.
     *
     * @param redis address of the cache's
     * @param database address of the other one
     * @param shared file of what was acknowledged
     * @param number of the instance
     * @param instances how many there are
     */
    record Place(String redis, String database, Path shared, int number, int instances) {}

    Shop(Settings.Load load, Place place) throws Exception {
        this.load = load;
        this.place = place;
        this.loads = new AtomicIntegerArray(load.keys());
        this.acknowledged = new Acknowledged(place.shared(), load.keys());
        this.text = "x".repeat(load.valueBytes());
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
        this.database = new Database(place.database());
        this.instance = TerraceInstance.joined(
                place.redis(), "cluster", Map.of("products", policy(load.nearSize())), this::onEvent);
        this.products = instance.cache("products").as(Item.class);
    }

    private static CachePolicy policy(int nearSize) {
        return CachePolicy.defaults().withNear(new CachePolicy.Near(nearSize, null, null, CachePolicy.Copy.NONE));
    }

    private void onEvent(CacheEvent event) {
        if (event instanceof CacheEvent.RemoteRegained) {
            regainedAt = System.nanoTime();
        }
    }

    Tally tally() {
        return tally;
    }

    /** Whether this instance is the one that writes a key. */
    boolean owns(int key) {
        return key % place.instances() == place.number();
    }

    /** The key nearest to this one that this instance writes. */
    int ownedNear(int key) {
        int own = key - key % place.instances() + place.number();
        return own < load.keys() ? own : own - place.instances();
    }

    /** Since when Redis is back for this instance after this time; 0 if it is not. */
    long backSince(long time) {
        long at = regainedAt;
        return instance.manager().runtime().isConnectedToAll() && at > time ? at : 0;
    }

    void read(int key) {
        long floor = acknowledged.version(key);
        long since = acknowledged.time(key);
        long begin = System.nanoTime();
        try {
            CachedValue<Item> got = products.fetch(key, () -> load(key));
            tally.done(Kind.of(got.origin()), System.nanoTime() - begin);
            check(key, got.value(), floor, begin - since);
        } catch (Throwable e) {
            tally.failed(e);
        }
    }

    private void check(int key, @Nullable Item item, long floor, long age) {
        if (item == null || item.key() != key) {
            tally.failed(new IllegalStateException("The cache returned %s for the key %d".formatted(item, key)));
            return;
        }
        boolean older = item.version() < floor;
        if (owns(key) && floor > 0) {
            tally.checked(older);
        } else if (older) {
            tally.done(Kind.LAG, Math.max(0, age));
        }
    }

    private Item load(int key) {
        tally.loads.increment();
        loads.incrementAndGet(key);
        long version = database.read(key);
        LockSupport.parkNanos(load.loadTime().toNanos());
        return new Item(key, version, text);
    }

    /** Writes a key of this instance. */
    void write(int key) {
        synchronized (locks[key % LOCKS]) {
            long begin = System.nanoTime();
            try {
                long version = database.write(key);
                begin = System.nanoTime();
                products.put(key, new Item(key, version, text));
                acknowledged.write(key, version);
                tally.done(Kind.WRITE, System.nanoTime() - begin);
            } catch (Throwable e) {
                tally.failed(e);
            }
        }
    }

    /** How often each key was loaded here. */
    AtomicIntegerArray loads() {
        return loads;
    }

    TerraceCache products() {
        return products;
    }

    /** Whether this instance would answer a read from its own memory. */
    boolean isNear(int key) {
        return products.getNativeCache().nearHit(key) != null;
    }

    @Override
    public void close() {
        instance.close();
        database.close();
    }
}
