package dev.terrace.cache.benchmarks.report;

import dev.terrace.cache.benchmarks.report.Targets.Cases;
import java.util.List;
import java.util.Map;

/** Targets for hits in the process. */
final class NearTargets {

    private NearTargets() {}

    static void add(Targets targets) {
        Cases gets = new Cases(
                "NearHits",
                what -> what.method().equals("get"),
                Map.of("keys String", what -> "String".equals(what.parameters().get("keys"))));
        targets.time(
                "near hit, time ÷ bare Caffeine with expiry and statistics", gets, List.of("caffeine-expiring"), 1.2);
        targets.allocation("near hit, allocated", gets);
        targets.speed("near hit against JetCache two-level", gets, List.of("jetcache"), 4);
        targets.speed("near hit against RLocalCachedMap as it comes", gets, List.of("redisson-local"), 6);
        targets.speed(
                "near hit against RLocalCachedMap, its fastest variant",
                gets,
                List.of("redisson-local", "redisson-local-caffeine", "redisson-local-objects"),
                6);
        targets.time(
                "`@Cacheable` hit with a SpEL key, time ÷ Spring on Caffeine",
                new Cases(
                        "AnnotatedHits",
                        what -> what.method().startsWith("by"),
                        Map.of("key by name", what -> what.method().equals("byName"))),
                List.of("spring-caffeine"),
                0.2);
    }
}
