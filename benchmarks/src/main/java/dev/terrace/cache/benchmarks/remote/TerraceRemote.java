package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Compressing;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.Tier;
import dev.terrace.cache.benchmarks.TerraceInstance;
import dev.terrace.cache.event.CacheEvents;
import dev.terrace.cache.spring.TerraceCache;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.springframework.cache.Cache.ValueWrapper;

/** Terrace without a near tier, so that every read asks the server. */
final class TerraceRemote implements Contestant {

    private static final String NAME = "benchmark";

    private final TerraceInstance instance;
    private final TerraceCache cache;
    private final Function<String, Object> values;

    private TerraceRemote(String redis, Function<String, Object> values, CachePolicy policy)
            throws InterruptedException {
        this.values = values;
        instance = TerraceInstance.joined(
                Policies.patient(redis), "benchmarks", Map.of(NAME, policy), new CacheEvents(List.of()));
        cache = instance.cache(NAME);
    }

    /** Of text, which the default codec writes as JSON. */
    static TerraceRemote ofText(String redis) throws InterruptedException {
        return new TerraceRemote(redis, text -> text, remote());
    }

    /** Of bytes, which lie there as they are, behind the header of their envelope. */
    static TerraceRemote ofBytes(String redis) throws InterruptedException {
        return new TerraceRemote(redis, text -> text.getBytes(StandardCharsets.UTF_8), remote());
    }

    /** Of whatever it is given, as many bytes as that algorithm leaves. */
    static TerraceRemote compressing(String redis, String algorithm) throws InterruptedException {
        return new TerraceRemote(redis, text -> text, remote(algorithm));
    }

    private static CachePolicy remote() {
        return remote("none");
    }

    private static CachePolicy remote(String algorithm) {
        CachePolicy policy = CachePolicy.defaults();
        return policy.withTiers(List.of(Tier.REMOTE))
                .withStorage(
                        policy.storage().withCompression(new Compressing(algorithm, Compressing.NONE.threshold())));
    }

    @Override
    public Object valueOf(String text) {
        return values.apply(text);
    }

    @Override
    public Object read(String key) {
        ValueWrapper found = cache.get(key);
        return found != null ? found.get() : null;
    }

    @Override
    public void write(String key, Object value) {
        cache.put(key, value);
    }

    @Override
    public Map<String, ?> readAll(Collection<String> keys) {
        return cache.getAll(keys);
    }

    @Override
    public Object load(String key, Callable<Object> loader) {
        return cache.get(key, loader);
    }

    @Override
    public void requireNoTrouble() {
        CacheStatistics statistics = cache.statistics();
        if (statistics.remoteFailures() + statistics.rejectedPayloads() + statistics.oversized() > 0) {
            throw new IllegalStateException("Not all went well: " + statistics);
        }
    }

    @Override
    public void requireRemoteHits() {
        CacheStatistics statistics = cache.statistics();
        if (statistics.remoteHits() == 0 || statistics.nearHits() + statistics.misses() + statistics.loads() > 0) {
            throw new IllegalStateException("These were not remote hits: " + statistics);
        }
    }

    @Override
    public void close() {
        instance.close();
    }
}
