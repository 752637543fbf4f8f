package dev.terrace.cache.benchmarks.report;

import dev.terrace.cache.benchmarks.report.Verdict.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The targets of the design, and whether they are met: of several cases the worst counts. */
final class Targets {

    private static final String TERRACE = Contestants.TERRACE;

    private final Measured measured;
    private final List<Verdict> verdicts = new ArrayList<>();

    private Targets(Measured measured) {
        this.measured = measured;
    }

    static List<Verdict> verdicts(Measured measured) {
        Targets targets = new Targets(measured);
        targets.near();
        targets.remote();
        targets.bulkAndTags();
        targets.figures();
        targets.cluster();
        return targets.verdicts;
    }

    private void near() {
        Cases gets = new Cases("NearHits", what -> what.method().equals("get"));
        time("near hit, time ÷ bare Caffeine with expiry and statistics", gets, "caffeine-expiring", 1.2);
        allocation("near hit, allocated", gets);
        speed("near hit against JetCache two-level", gets, "jetcache", 4);
        speed("near hit against RLocalCachedMap", gets, "redisson-local", 6);
        time(
                "`@Cacheable` hit with a SpEL key, time ÷ Spring on Caffeine",
                new Cases("AnnotatedHits", what -> what.method().startsWith("by")),
                "spring-caffeine",
                0.2);
    }

    private void remote() {
        Predicate<Case> kilobyte =
                what -> what.isThroughput() && "1024".equals(what.parameters().get("size"));
        Cases one = new Cases("RemoteReads", kilobyte.and(what -> what.threads() == 1));
        Cases many = new Cases("RemoteReads", kilobyte.and(what -> what.threads() > 1));
        speed("remote hit, 1 KB, 1 thread, against bare Redisson", one, "redisson", 0.9);
        speed("remote hit, 1 KB, 8 and 64 threads, against bare Lettuce", many, "lettuce", 1);
        speed("the same against `RedisCache`, JDK", many, "spring-redis-jdk", 1.5);
        speed("the same against `RedisCache`, JSON", many, "spring-redis-json", 1.5);
        speed("the same against `RedissonSpringCacheManager`", many, "redisson-spring", 4);
        speed("the same against JetCache on Redisson", many, "jetcache", 4);
        for (String method : List.of("put", "get")) {
            Cases floats = new Cases(
                    "FloatArrays", what -> what.isThroughput() && what.method().equals(method));
            speed("1 MiB `float[]`, %s, against bare Redisson with bytes".formatted(method), floats, "redisson", 0.9);
        }
    }

    // ---- what is compared within Terrace

    private void bulkAndTags() {
        OptionalDouble atOnce = terrace(
                "BulkReads", what -> what.mode().equals("avgt") && what.method().equals("atOnce"));
        OptionalDouble single = terrace(
                "BulkReads", what -> what.mode().equals("avgt") && what.method().equals("oneByOne"));
        add("100 keys at once against 100 single reads", Bound.atLeast(10, " × as fast"), ratio(single, atOnce));
        NavigableMap<Long, Double> evictions = evictionsByEntries();
        add(
                "evict by tag, time for the most entries ÷ for the fewest",
                Bound.atMost(1.5, " ×"),
                evictions.size() > 1
                        ? OptionalDouble.of(evictions.lastEntry().getValue()
                                / evictions.firstEntry().getValue())
                        : OptionalDouble.empty());
    }

    private NavigableMap<Long, Double> evictionsByEntries() {
        NavigableMap<Long, Double> evictions = new TreeMap<>();
        measured.casesOf("TagEvictions").forEach((what, scores) -> {
            Score score = scores.get(TERRACE);
            if (score != null && entries(what) > 0) {
                evictions.put(entries(what), score.value());
            }
        });
        return evictions;
    }

    private static long entries(Case what) {
        String entries = what.parameters().getOrDefault("entries", "");
        return what.method().startsWith("evict") && entries.matches("[0-9]+") ? Long.parseLong(entries) : 0;
    }

    private OptionalDouble terrace(String suite, Predicate<Case> cases) {
        return measured.casesOf(suite).entrySet().stream()
                .filter(one -> cases.test(one.getKey()))
                .flatMap(one -> one.getValue().values().stream())
                .filter(score -> score.contestant().equals(TERRACE))
                .mapToDouble(Score::value)
                .findFirst();
    }

    private static OptionalDouble ratio(OptionalDouble over, OptionalDouble under) {
        return over.isPresent() && under.isPresent()
                ? OptionalDouble.of(over.getAsDouble() / under.getAsDouble())
                : OptionalDouble.empty();
    }

    // ---- figures that no JMH takes

    private void figures() {
        OptionalDouble start = difference(measured.figure("start"), TERRACE, "none");
        add("start-up added to a minimal application", Bound.atMost(400, " ms"), start);
        Map<String, Double> memory = measured.figure("bytes").orElse(Map.of());
        for (String bare : List.of("caffeine", "caffeine-expiring")) {
            add(
                    "memory for a near entry beyond key and value, ÷ `%s`".formatted(bare),
                    Bound.atMost(1.3, " ×"),
                    ratio(value(memory, TERRACE), value(memory, bare)));
        }
    }

    private static OptionalDouble difference(Optional<Map<String, Double>> figure, String more, String less) {
        Map<String, Double> values = figure.orElse(Map.of());
        OptionalDouble from = value(values, more);
        OptionalDouble to = value(values, less);
        return from.isPresent() && to.isPresent()
                ? OptionalDouble.of(from.getAsDouble() - to.getAsDouble())
                : OptionalDouble.empty();
    }

    private static OptionalDouble value(Map<String, Double> values, String contestant) {
        Double value = values.get(contestant);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    // ---- several processes

    private void cluster() {
        worst(
                "evict → gone on another instance, p99 ÷ `RTopic` publish → listener",
                new Cases("PublishDelay", what -> true),
                "redisson",
                Bound.atMost(2, " ×"),
                (what, terrace, topic) -> terrace.percentile(99) / topic.percentile(99));
        add("the same between processes", Bound.atMost(2, " ×"), measured.cluster("delay", "ratio p99"));
        add(
                "instances × 100 threads on one cold key: loads",
                Bound.atMost(1, ""),
                measured.cluster("cold", "most loads in a round"));
        add("cold key: errors to callers", Bound.atMost(0, ""), measured.cluster("cold", "errors to callers"));
        add(
                "stale reads of own writes, under load",
                Bound.atMost(0, ""),
                measured.cluster("mix", "stale reads of own writes"));
        add(
                "Redis killed under load: errors to callers",
                Bound.atMost(0, ""),
                measured.cluster("outage", "errors to callers"));
        add(
                "Redis killed under load: stale reads of own writes",
                Bound.atMost(0, ""),
                measured.cluster("outage", "stale reads of own writes"));
        add(
                "back in step after it returns",
                Bound.atMost(5, " s"),
                measured.cluster("outage", "seconds until all are back in step"));
        add(
                "instances under a zipfian mix: operations per second",
                Bound.atLeast(10_000, ""),
                measured.cluster("mix", "operations per second"));
        add(
                "the same: remote reads per second",
                Bound.atLeast(2_000, ""),
                measured.cluster("mix", "remote reads per second"));
        add("the same: p95 of a remote hit", Bound.atMost(50, " ms"), measured.cluster("mix", "remote p95 ms"));
        add(
                "the same: combined hit rate",
                Bound.atLeast(95, " %"),
                percent(measured.cluster("mix", "combined hit rate")));
        add(
                "the same: remote hit rate on a near miss",
                Bound.atLeast(90, " %"),
                percent(measured.cluster("mix", "remote hit rate on a near miss")));
    }

    private static OptionalDouble percent(OptionalDouble share) {
        return share.isPresent() ? OptionalDouble.of(100 * share.getAsDouble()) : share;
    }

    private void add(String target, Bound bound, OptionalDouble value) {
        verdicts.add(
                value.isPresent()
                        ? Verdict.of(target, bound, value.getAsDouble(), "")
                        : Verdict.notMeasured(target, bound.text()));
    }

    // ---- cases of a suite

    /** Some cases of a suite. */
    private record Cases(String suite, Predicate<Case> wanted) {}

    private interface Figure {
        double of(Case what, Score terrace, Score other);
    }

    private void time(String target, Cases cases, String other, double most) {
        worst(target, cases, other, Bound.atMost(most, " ×"), (what, mine, theirs) -> 1 / what.speed(mine, theirs));
    }

    private void speed(String target, Cases cases, String other, double least) {
        worst(target, cases, other, Bound.atLeast(least, " × as fast"), Case::speed);
    }

    /** Less than half a byte is nothing: what a profiler sees beside the operation. */
    private void allocation(String target, Cases cases) {
        worst(target, cases, TERRACE, Bound.atMost(0, " B"), (what, mine, same) -> {
            Double bytes = mine.allocated();
            return bytes == null ? Double.NaN : Math.abs(bytes) < 0.5 ? 0 : bytes;
        });
    }

    private void worst(String target, Cases cases, String other, Bound bound, Figure figure) {
        int count = 0;
        double worst = Double.NaN;
        String where = "";
        for (var one : measured.casesOf(cases.suite()).entrySet()) {
            Score terrace = one.getValue().get(TERRACE);
            Score theirs = one.getValue().get(other);
            if (!cases.wanted().test(one.getKey()) || terrace == null || theirs == null) {
                continue;
            }
            double value = figure.of(one.getKey(), terrace, theirs);
            if (count++ == 0 || bound.worse(worst, value) != worst) {
                worst = value;
                where = one.getKey().title();
            }
        }
        String note = count > 1 ? "worst of %d: %s".formatted(count, where) : where;
        verdicts.add(count > 0 ? Verdict.of(target, bound, worst, note) : Verdict.notMeasured(target, bound.text()));
    }
}
