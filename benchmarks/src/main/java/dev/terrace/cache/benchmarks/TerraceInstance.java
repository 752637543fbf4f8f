package dev.terrace.cache.benchmarks;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.codec.Compressions;
import dev.terrace.cache.codec.JsonCodec;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.RawCodec;
import dev.terrace.cache.codec.TypeAllowList;
import dev.terrace.cache.codec.ValueFormats;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.engine.RemoteNames;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.PropagatedContext;
import dev.terrace.cache.spring.SpringKeys;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.tier.InvalidationJournal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** One instance of a service with Terrace, connected when it is there. */
public final class TerraceInstance implements AutoCloseable {

    private final TerraceCacheManager manager;

    private TerraceInstance(TerraceCacheManager manager) {
        this.manager = manager;
    }

    /**
     * Joins a namespace on a server.
     *
     * @param caches the policies of its caches
     */
    public static TerraceInstance joined(
            String redis, String namespace, Map<String, CachePolicy> caches, CacheListener listener)
            throws InterruptedException {
        return joined(RedisSettings.of(redis), namespace, caches, listener);
    }

    /** As the other one, with a client that is set up so. */
    public static TerraceInstance joined(
            RedisSettings redis, String namespace, Map<String, CachePolicy> caches, CacheListener listener)
            throws InterruptedException {
        JsonCodec json = new JsonCodec(
                JsonMapper.builder().build(), new TypeAllowList(List.of()), TerraceInstance.class.getClassLoader());
        CacheRuntime runtime = new CacheRuntime(new CacheRuntime.Parts(
                new RedisRemoteTier(namespace, redis),
                CoherenceSettings.defaults(),
                new KeyEncoder(new SpringKeys()),
                new ValueFormats(List.of(json, new RawCodec()), Compressions.present(), null),
                RemoteNames.PLAIN,
                List.of(),
                TerraceCacheManager.entryFactory(),
                CacheClock.system(),
                new PropagatedContext(),
                listener,
                InvalidationJournal.NONE));
        runtime.start();
        while (!runtime.isConnectedToAll()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return new TerraceInstance(new TerraceCacheManager(
                runtime, new TerraceCacheManager.Settings(caches, null, false, Duration.ofSeconds(5), cache -> {})));
    }

    public TerraceCacheManager manager() {
        return manager;
    }

    public TerraceCache cache(String name) {
        return Objects.requireNonNull(manager.getTerraceCache(name));
    }

    @Override
    public void close() {
        manager.destroy();
    }
}
