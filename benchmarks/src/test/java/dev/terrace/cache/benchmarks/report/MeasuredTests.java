package dev.terrace.cache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredTests {

    static final Path SAMPLES = Path.of("src/test/resources/results");

    private final Measured measured = read();

    private static Measured read() {
        try {
            return Measured.read(SAMPLES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aResultBelongsToItsSuiteAndToTheCaseThatItsParametersMakeButForTheContestant() {
        assertThat(measured.suites()).containsExactly("MeterOverhead", "NearHits", "RemoteReads");
        assertThat(measured.casesOf("NearHits").keySet())
                .extracting(Case::title)
                .containsExactly(
                        "get, distribution zipfian, keys Long, 1 thread",
                        "get, distribution zipfian, keys String, 1 thread");
    }

    @Test
    void contestantsComeInOneOrderAndTerraceIsTheLast() {
        assertThat(measured.casesOf("NearHits").get(string()).keySet())
                .containsExactly(
                        "caffeine", "caffeine-expiring", "spring-caffeine", "redisson-local", "jetcache", "terrace");
    }

    @Test
    void scoresHaveTheirErrorsAllocationAndPercentiles() {
        Score near = score(string(), "redisson-local");
        assertThat(near.value()).isEqualTo(780);
        assertThat(near.error()).isEqualTo(3);
        assertThat(near.allocated()).isEqualTo(900.2);
        assertThat(near.percentiles()).isEmpty();
        assertThat(score(sampled(), "terrace").percentile(99)).isEqualTo(0.5);
        assertThat(score(sampled(), "terrace").allocated()).isNull();
    }

    @Test
    void anErrorThatJmhDidNotComputeIsNoNumber() {
        assertThat(score(throughput(), "jetcache").error()).isNaN();
    }

    @Test
    void figuresAndSummariesAreReadToo() {
        assertThat(measured.figure("bytes")).contains(Map.of("caffeine", 100.0, "terrace", 144.0));
        assertThat(measured.cluster("mix", "remote p95 ms")).hasValue(4.25);
        assertThat(measured.cluster("mix", "what nobody measured")).isEmpty();
        assertThat(measured.series("mix")).hasSize(5);
    }

    @Test
    void aMethodThatIsNamedLikeAContestantIsOne(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("a.json"), result("x.Suite.caffeine", 1));
        Measured read = Measured.read(directory);
        assertThat(read.casesOf("Suite").values())
                .singleElement()
                .satisfies(scores -> assertThat(scores).containsOnlyKeys("caffeine"));
    }

    @Test
    void ofTwoResultsOfOneThingTheLaterFileCountsAndAnEmptyFileIsNone(@TempDir Path directory) throws IOException {
        Path late = Files.writeString(directory.resolve("a.json"), result("x.Suite.terrace", 2));
        Path early = Files.writeString(directory.resolve("b.json"), result("x.Suite.terrace", 1));
        Files.setLastModifiedTime(early, FileTime.fromMillis(1_000));
        Files.setLastModifiedTime(late, FileTime.fromMillis(5_000));
        Files.createFile(directory.resolve("c.json"));
        assertThat(Measured.read(directory).casesOf("Suite").values())
                .singleElement()
                .satisfies(scores -> assertThat(scores.get("terrace").value()).isEqualTo(2));
    }

    @Test
    void whatIsCountedInAllRoundsIsSaidForOne() {
        Measured read = new Measured();
        read.addJson(JmhSamples.results(JmhSamples.sampled("terrace", 10, 1, 9.0, 24)));
        assertThat(read.casesOf("Suite").values())
                .singleElement()
                .satisfies(scores ->
                        assertThat(scores.get("terrace").counts()).containsOnly(Map.entry("loads per round", 100.0)));
    }

    @Test
    void aLaterFileReplacesAllThatItMeasuredBefore() {
        Measured read = new Measured();
        read.addJson(
                JmhSamples.results(JmhSamples.nearHit(0, "jetcache", "1"), JmhSamples.nearHit(1, "jetcache", "1")));
        read.addJson(JmhSamples.results(JmhSamples.nearHit(0, "terrace", "1")));
        assertThat(read.casesOf("NearHits").values())
                .extracting(SortedMap::keySet)
                .containsExactly(Set.of("terrace"), Set.of("jetcache"));
    }

    @Test
    void theFirstUseIsAFigureOfItsOwn() {
        Measured read = new Measured();
        read.addJson("""
                {"metric": "ms to ApplicationReadyEvent", "results": {"terrace": 1}, "firstUse": {"terrace": 2}}""");
        assertThat(read.figure("first use")).contains(Map.of("terrace", 2.0));
    }

    private static String result(String benchmark, int score) {
        return """
                [{"benchmark": "%s", "mode": "avgt", "threads": 1, "primaryMetric": {"score": %d, "scoreUnit": "ns/op"}}]""".formatted(benchmark, score);
    }

    private Case string() {
        return measured.casesOf("NearHits").lastKey();
    }

    private Case throughput() {
        return measured.casesOf("RemoteReads").lastKey();
    }

    private Case sampled() {
        return measured.casesOf("RemoteReads").firstKey();
    }

    private Score score(Case what, String contestant) {
        return Objects.requireNonNull(measured.casesOf(what.suite()).get(what).get(contestant));
    }
}
