package dev.terrace.cache.benchmarks.near;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jol.info.GraphLayout;

/**
 * What an entry of a near tier takes beyond its key and its value: what can be reached from a cache with 10,000 entries, less what
 * could be reached from it before. Executors, meters and clients are the same in both.
 */
public final class NearFootprint {

    private static final List<String> CONTESTANTS = List.of("caffeine", "caffeine-expiring", "terrace");
    private static final String VALUE = "x".repeat(1_024);

    private static final int TRIES = 10;

    private NearFootprint() {}

    /** @param args the file for the result, if it shall not only be printed */
    public static void main(String[] args) throws Exception {
        // Without it JOL sees neither records nor lambdas.
        System.setProperty("jol.magicFieldOffset", "true");
        Map<String, Object> results = new LinkedHashMap<>();
        for (String contestant : CONTESTANTS) {
            results.put(contestant, bytesPerEntry(contestant));
        }
        Figures.write(Map.of("metric", "bytes per near entry", "results", results), args);
        // JOL's agent and a client's threads may be left.
        System.exit(0);
    }

    private static double bytesPerEntry(String contestant) throws Exception {
        try (RedisProcess redis = new RedisProcess();
                NearCache cache =
                        contestant.equals("terrace") ? TerraceNear.unmetered(redis) : NearCache.of(contestant, redis)) {
            List<Object> keys = new Keys("String").all();
            // What a cache makes for its first entry it makes once.
            cache.fill("first", VALUE);
            cache.get("first");
            // The first look makes what reflection keeps.
            GraphLayout.parseInstance(cache, keys, VALUE);
            GraphLayout before = GraphLayout.parseInstance(cache, keys, VALUE);
            for (Object key : keys) {
                cache.fill(key, VALUE);
            }
            requireNear(cache, keys);
            GraphLayout after = GraphLayout.parseInstance(cache, keys, VALUE);
            report(contestant, before, after);
            return (after.totalSize() - before.totalSize()) / (double) keys.size();
        }
    }

    /** Looking through a heap takes so long that an instance may have lost its Redis meanwhile, and asks for entries once more. */
    private static void requireNear(NearCache cache, List<Object> keys) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            long missed = cache.missed();
            keys.forEach(cache::get);
            if (cache.missed() == missed) {
                return;
            }
            TimeUnit.SECONDS.sleep(1);
        }
        throw new IllegalStateException("Not all entries are near");
    }

    /** Which classes grew, by bytes per entry. */
    private static void report(String contestant, GraphLayout before, GraphLayout after) {
        System.err.println(contestant);
        for (Class<?> type : after.getClasses()) {
            long bytes =
                    after.getClassSizes().count(type) - before.getClassSizes().count(type);
            long instances =
                    after.getClassCounts().count(type) - before.getClassCounts().count(type);
            if (bytes > Keys.COUNT / 2) {
                System.err.printf(
                        "  %8.2f B in %d of %s%n", bytes / (double) Keys.COUNT, instances, type.getTypeName());
            }
        }
    }
}
