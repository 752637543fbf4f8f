package dev.terrace.cache.benchmarks.report;

import dev.terrace.cache.benchmarks.report.Targets.Cases;
import dev.terrace.cache.benchmarks.report.Verdict.Bound;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Targets for what a server has to answer. */
final class RemoteTargets {

    private static final List<String> REDISSON = List.of("redisson", "redisson-tuned");
    private static final long MOST_ENTRIES = 1_000_000;

    private RemoteTargets() {}

    static void add(Targets targets, Measured measured) {
        reads(targets);
        for (String method : List.of("put", "get")) {
            Cases floats = new Cases(
                    "FloatArrays", what -> what.isThroughput() && what.method().equals(method));
            targets.speed(
                    "1 MiB `float[]`, %s, against bare Redisson with bytes".formatted(method), floats, REDISSON, 0.9);
        }
        targets.add(
                "100 keys at once against 100 single reads",
                Bound.atLeast(10, " × as fast"),
                bulk(measured, "oneByOne")
                        .flatMap(single -> bulk(measured, "atOnce").map(single::over)));
        tags(targets, measured);
        targets.worst(
                "evict → gone on another instance, p99 ÷ `RTopic` publish → listener",
                new Cases("PublishDelay", what -> true),
                List.of("redisson"),
                Bound.atMost(2, " ×"),
                (what, terrace, topic) -> Measure.withoutError(terrace.percentile(99) / topic.percentile(99)));
    }

    private static void reads(Targets targets) {
        Predicate<Case> kilobyte =
                what -> what.isThroughput() && "1024".equals(what.parameters().get("size"));
        Cases one = new Cases("RemoteReads", kilobyte.and(what -> what.threads() == 1));
        Cases many = new Cases(
                "RemoteReads",
                kilobyte.and(what -> what.threads() > 1),
                Map.of("8 threads", what -> what.threads() == 8, "64 threads", what -> what.threads() == 64));
        targets.speed("remote hit, 1 KB, 1 thread, against bare Redisson", one, REDISSON, 0.9);
        targets.speed("remote hit, 1 KB, 8 and 64 threads, against bare Lettuce", many, List.of("lettuce"), 1);
        targets.speed("the same against `RedisCache`, JDK", many, List.of("spring-redis-jdk"), 1.5);
        targets.speed("the same against `RedisCache`, JSON", many, List.of("spring-redis-json"), 1.5);
        targets.speed(
                "the same against `RedissonSpringCacheManager`, the fastest variant",
                many,
                List.of("redisson-spring", "redisson-spring-tuned"),
                4);
        targets.speed("the same against JetCache on Redisson", many, List.of("jetcache-redisson"), 4);
        targets.speed("the same against JetCache on Lettuce", many, List.of("jetcache"), 4);
    }

    private static Optional<Measure> bulk(Measured measured, String method) {
        return measured.casesOf("BulkReads").entrySet().stream()
                .filter(one -> one.getKey().mode().equals("avgt")
                        && one.getKey().method().equals(method))
                .flatMap(one -> one.getValue().values().stream())
                .filter(score -> score.contestant().equals(Contestants.TERRACE))
                .map(Score::measure)
                .findFirst();
    }

    // ---- evictions by tag

    private static void tags(Targets targets, Measured measured) {
        NavigableMap<Long, Measure> evictions = new TreeMap<>();
        measured.casesOf("TagEvictions").forEach((what, scores) -> {
            Score score = scores.get(Contestants.TERRACE);
            if (score != null && entries(what) > 0) {
                evictions.put(entries(what), score.measure());
            }
        });
        targets.add(
                "evict by tag, time for the most entries ÷ for the fewest",
                Bound.atMost(1.5, " ×"),
                evictions.size() > 1
                        ? Optional.of(evictions
                                .lastEntry()
                                .getValue()
                                .over(evictions.firstEntry().getValue()))
                        : Optional.empty(),
                evictions.containsKey(MOST_ENTRIES) ? List.of() : List.of("1,000,000 entries"));
    }

    private static long entries(Case what) {
        String entries = what.parameters().getOrDefault("entries", "");
        return what.method().startsWith("evict") && entries.matches("[0-9]+") ? Long.parseLong(entries) : 0;
    }
}
