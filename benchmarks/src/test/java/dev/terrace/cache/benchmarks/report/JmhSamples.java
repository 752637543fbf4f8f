package dev.terrace.cache.benchmarks.report;

/** Results as JMH writes them. */
final class JmhSamples {

    private JmhSamples() {}

    static String results(String... results) {
        return "[" + String.join(",", results) + "]";
    }

    /** @param kind makes each a case of its own */
    static String nearHit(int kind, String contestant, String score) {
        return """
                {"benchmark": "x.NearHits.get", "mode": "avgt", "threads": %d,
                 "params": {"contestant": "%s", "keys": "String%d"},
                 "primaryMetric": {"score": %s, "scoreError": 1, "scoreUnit": "ns/op"}}""".formatted(kind + 1, contestant, kind, score);
    }

    static String remote(String suite, String contestant, int threads, double score) {
        return """
                {"benchmark": "x.%s.hit", "mode": "thrpt", "threads": %d,
                 "params": {"contestant": "%s", "size": "1024"},
                 "primaryMetric": {"score": %s, "scoreError": 1, "scoreUnit": "ops/ms"}}""".formatted(suite, threads, contestant, score);
    }

    static String sampled(String contestant, double score, double error, double p99, int bytes) {
        return """
                {"benchmark": "x.Suite.get", "mode": "sample", "threads": 1, "params": {"contestant": "%s"},
                 "primaryMetric": {"score": %s, "scoreError": %s, "scoreUnit": "ns/op",
                                   "scorePercentiles": {"99.0": %s}},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": %d}, "loads": {"score": 300}, "rounds": {"score": 3}}}""".formatted(contestant, score, error, p99, bytes);
    }
}
