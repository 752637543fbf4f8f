package dev.terrace.cache.benchmarks;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import dev.terrace.cache.event.CacheEvents;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.micrometer.KeyGroups;
import dev.terrace.cache.micrometer.MeteredEvents;
import dev.terrace.cache.micrometer.NamespaceMeters;
import dev.terrace.cache.micrometer.ObservedEvents;
import dev.terrace.cache.micrometer.TieredCacheMeters;
import dev.terrace.cache.spring.TerraceCache;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.cache.Cache.ValueWrapper;

/** What meters and observations cost a hit: nothing near, and little on the way to Redis. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MeterOverhead {

    private static final String KEY = "key";

    /** Who looks on: nobody, meters, or a tracer (that keeps nothing) as well, within the span of a request. */
    @Param({"nobody", "meters", "meters+spans"})
    String observed = "nobody";

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ObservationRegistry observations = ObservationRegistry.create();
    private RedisProcess redis;
    private TerraceInstance instance;
    private TerraceCache near;
    private TerraceCache remote;
    private Observation.Scope request = Observation.Scope.NOOP;

    @Setup(Level.Trial)
    public void start() throws Exception {
        redis = new RedisProcess();
        connect();
    }

    private void connect() throws Exception {
        MeteredEvents events = new MeteredEvents();
        List<CacheListener> listeners = new ArrayList<>();
        if (observed.contains("meters")) {
            listeners.add(events);
        }
        if (observed.contains("spans")) {
            observations.observationConfig().observationHandler((ObservationHandler<Observation.Context>)
                    context -> true);
            listeners.add(new ObservedEvents(() -> observations, new ObservedEvents.Settings(true, KeyGroups.NONE)));
        }
        CachePolicy policy = CachePolicy.defaults();
        instance = TerraceInstance.joined(
                redis.address(),
                "benchmarks",
                Map.of(
                        "near", policy.withTiers(List.of(Tier.NEAR, Tier.REMOTE)),
                        "remote", policy.withTiers(List.of(Tier.REMOTE))),
                new CacheEvents(listeners));
        near = cache("near");
        remote = cache("remote");
        if (observed.contains("meters")) {
            new TieredCacheMeters(near.getNativeCache(), Tags.empty(), events).bindTo(meters);
            new TieredCacheMeters(remote.getNativeCache(), Tags.empty(), events).bindTo(meters);
            new NamespaceMeters(instance.manager().runtime(), events, "benchmarks").bindTo(meters);
        }
        if (observed.contains("spans")) {
            request = Observation.start("request", observations).openScope();
        }
    }

    private TerraceCache cache(String name) {
        TerraceCache cache = instance.cache(name);
        cache.put(KEY, "x".repeat(1_024));
        return cache;
    }

    @TearDown(Level.Trial)
    public void stop() {
        request.close();
        instance.close();
        redis.close();
    }

    @Benchmark
    public ValueWrapper nearHit() {
        return near.get(KEY);
    }

    @Benchmark
    public ValueWrapper remoteHit() {
        return remote.get(KEY);
    }
}
