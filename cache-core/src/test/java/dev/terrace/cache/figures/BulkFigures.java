package dev.terrace.cache.figures;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.RemoteTier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What 100 keys at once take against 100 single calls, in one run, as Markdown on the console and in {@code
 * target/bulk-figures.md}. No build runs it:
 *
 * <pre>
 * ./mvnw -pl cache-core verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=BulkFigures
 * </pre>
 */
class BulkFigures {

    private static final int KEYS = 100;
    private static final int WARM_UP = 3;

    private final Report report = new Report(Path.of("target", "bulk-figures.md"));
    private final List<List<String>> rows = new ArrayList<>();
    private int run;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void areMeasuredInOneRun() throws Exception {
        try (TestRedis redis = TestRedis.startLocal()) {
            RemoteTier tier = new RedisRemoteTier(Namespaces.fresh(), RedisSettings.of(redis.address()));
            try (Instance instance = Instance.joined(tier, Policies.REMOTE, CoherenceSettings.defaults())) {
                report.title("Figures of several keys at once");
                report.section("%d keys at once against %d single calls".formatted(KEYS, KEYS));
                measureAll(instance.cache("products"), tier);
                report.table(
                        List.of("What", "Rounds", "single calls, median ms", "at once, median ms", "single / at once"),
                        rows);
                report.note(
                        "One thread, no near tier, values of one word, a loader that takes no time; rounds of either take turns.");
                report.events(List.of(instance));
                report.load("at its end");
            }
        }
    }

    /** Does something with keys none of which was used before. */
    private interface Work {
        void run(List<String> keys) throws Exception;
    }

    private void measureAll(TerraceCache cache, RemoteTier tier) throws Exception {
        Copies copies = new Copies(tier, cache);
        Work stored = keys -> copies.fill(prefix(keys), KEYS);
        measure("look-ups that hit", stored, keys -> keys.forEach(cache::get), cache::getAll);
        measure(
                "reads with a loader that hit",
                stored,
                keys -> keys.forEach(key -> cache.get(key, () -> failed())),
                keys -> cache.getAll(keys, missing -> failed()));
        measure(
                "reads that load",
                keys -> {},
                keys -> keys.forEach(key -> cache.get(key, () -> "value")),
                keys -> cache.getAll(keys, BulkFigures::values));
        measure(
                "puts",
                keys -> {},
                keys -> keys.forEach(key -> cache.put(key, "value")),
                keys -> cache.putAll(values(keys)));
        measure("evictions", stored, keys -> keys.forEach(cache::evict), cache::evictAll);
    }

    private static <T> T failed() {
        throw new IllegalStateException("The value is not there");
    }

    private static Map<String, String> values(Iterable<String> keys) {
        Map<String, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, "value"));
        return values;
    }

    private static String prefix(List<String> keys) {
        return keys.get(0).substring(0, keys.get(0).length() - 1);
    }

    private void measure(String what, Work before, Work single, Work together) throws Exception {
        int rounds = Scale.count(200);
        List<Long> singles = new ArrayList<>();
        List<Long> bulks = new ArrayList<>();
        for (int round = -WARM_UP; round < rounds; round++) {
            long one = time(before, single);
            long other = time(before, together);
            if (round >= 0) {
                singles.add(one);
                bulks.add(other);
            }
        }
        long one = median(singles);
        long other = median(bulks);
        rows.add(List.of(
                what,
                Report.whole(rounds),
                Report.number(one / 1e6),
                Report.number(other / 1e6),
                Report.ratio(one, other)));
    }

    private long time(Work before, Work work) throws Exception {
        String prefix = "run " + run++ + " key ";
        List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> prefix + i).collect(Collectors.toList());
        before.run(keys);
        long from = System.nanoTime();
        work.run(keys);
        return System.nanoTime() - from;
    }

    private static long median(List<Long> nanos) {
        Collections.sort(nanos);
        return nanos.get(nanos.size() / 2);
    }
}
