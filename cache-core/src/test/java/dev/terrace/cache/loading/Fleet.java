package dev.terrace.cache.loading;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.Origin;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Some instances that load from one source. They are in one JVM, where the test sees on which thread a loader runs and can hold
 * it, and share nothing but Redis all the same: each has a runtime, threads, flights and a client of its own.
 */
final class Fleet implements AutoCloseable {

    /** Long ones, so that a loaded machine is not taken for an outage of Redis. */
    private static final CoherenceSettings COHERENCE = new CoherenceSettings(
            Duration.ofMillis(500),
            Duration.ofSeconds(8),
            Duration.ofSeconds(60),
            true,
            Duration.ZERO,
            Duration.ofSeconds(3));

    private static final int CONNECTIONS = 8;

    private final List<Instance> instances;
    private final Ledger ledger;
    private final Source source;

    Fleet(int size, CachePolicy policy) {
        String namespace = Namespaces.fresh();
        TestRedis redis = TestRedis.shared();
        ledger = new Ledger(redis.url(), namespace);
        source = new Source(ledger);
        instances = IntStream.range(0, size)
                .mapToObj(number -> Instance.joined(
                        new RedisRemoteTier(namespace, settings(redis.address(), COHERENCE.timeout())),
                        policy,
                        COHERENCE))
                .toList();
    }

    static RedisSettings settings(String address, Duration timeout) {
        return new RedisSettings(
                new RedisServers.Single(address, 0),
                null,
                null,
                null,
                null,
                Duration.ofSeconds(5),
                timeout,
                CONNECTIONS);
    }

    /**
     * What one read got.
     *
     * @param item null if the read failed
     * @param alone whether the loader ran on the thread that reads
     * @param failure what it threw, or null
     */
    record Read(
            int instance,
            String key,
            @Nullable Item item,
            @Nullable Origin origin,
            boolean stale,
            boolean alone,
            long invoked,
            long returned,
            @Nullable Throwable failure) {

        /** How old the value was when it was asked for. */
        long ageNanos() {
            return item == null ? 0 : invoked - item.madeAt();
        }
    }

    int size() {
        return instances.size();
    }

    TerraceCache cache(int instance) {
        return instances.get(instance).cache("items").as(Item.class);
    }

    List<CacheEvent> events(int instance) {
        return instances.get(instance).events();
    }

    Source source() {
        return source;
    }

    Ledger ledger() {
        return ledger;
    }

    Read read(int instance, String key) {
        Thread reader = Thread.currentThread();
        boolean[] alone = new boolean[1];
        long invoked = System.nanoTime();
        try {
            CachedValue<Item> got = cache(instance).fetch(key, () -> {
                // Another thread does not touch the array, which is not synchronized.
                if (Thread.currentThread() == reader) {
                    alone[0] = true;
                }
                return source.load(key, instance);
            });
            return new Read(
                    instance, key, got.value(), got.origin(), got.stale(), alone[0], invoked, System.nanoTime(), null);
        } catch (Throwable e) {
            return new Read(instance, key, null, null, false, alone[0], invoked, System.nanoTime(), e);
        }
    }

    @Override
    public void close() {
        source.open();
        instances.forEach(Instance::close);
        ledger.close();
    }
}
