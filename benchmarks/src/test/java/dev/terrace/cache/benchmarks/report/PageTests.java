package dev.terrace.cache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTests {

    private static List<String> lines(Pictures pictures) throws IOException {
        return new Page(Measured.read(MeasuredTests.SAMPLES))
                .lines(new Run(Map.of("Cores", "2"), List.of("RemotePuts-8")), pictures);
    }

    private static List<String> lines() throws IOException {
        return lines(new Pictures() {
            @Override
            public List<String> suite(String suite, SortedMap<Case, SortedMap<String, Score>> cases) {
                return List.of();
            }

            @Override
            public List<String> seconds(String scenario, List<String> lines) {
                return List.of();
            }
        });
    }

    @Test
    void aContestantHasARowWithItsRatiosToTheBareThingAndToTerrace() throws IOException {
        assertThat(lines())
                .contains(
                        "| Contestant | ns/op | ÷ caffeine-expiring (more is slower) | Terrace is so many × as fast | B/op |",
                        "| jetcache | 530 ± 3 | 5.30 ± 0.162 | 4.82 ± 0.134 | 400 |",
                        "| terrace | 110 ± 3 | 1.10 ± 0.045 |  | 0 |",
                        "| Contestant | ops/ms | ÷ redisson (more is faster) | ÷ lettuce (more is faster) |"
                                + " Terrace is so many × as fast |",
                        "| lettuce | 60 ± 1 | 2.22 ± 0.090 |  | 0.917 ± 0.023 |",
                        "| jetcache | 10 | 0.370 | 0.167 | 5.50 |");
    }

    @Test
    void whatBareThingsReachIsSaid() {
        Measured measured = new Measured();
        measured.addJson(JmhSamples.results(
                JmhSamples.nearHit(0, "caffeine-expiring", "100"), JmhSamples.nearHit(0, "jetcache", "380")));
        measured.addJson(JmhSamples.results(
                JmhSamples.remote("LoopbackLimit", "socket", 64, 90),
                JmhSamples.remote("LoopbackLimit", "echo", 64, 100)));
        measured.addJson(JmhSamples.results(
                JmhSamples.remote("RemoteReads", "jetcache-redisson", 64, 30),
                JmhSamples.remote("RemoteReads", "lettuce", 8, 45)));
        measured.addJson("""
                {"metric": "ms to ApplicationReadyEvent", "results": {"none": 1400, "redisson": 2100}}""");
        measured.addSummary(List.of(
                "scenario,metric,value",
                "bare,operations per second,18110.14876",
                "bare,remote reads per second,9000"));
        assertThat(Limits.lines(measured))
                .satisfiesExactly(
                        near -> assertThat(near).contains("is 3.8", "× as fast as `jetcache`"),
                        remote ->
                                assertThat(remote).contains("size 1024, 64 threads", "are 3 ±", "`jetcache-redisson`"),
                        start -> assertThat(start).contains("adds 700 ms"),
                        mix -> assertThat(mix).contains("do 18,110 operations a second", "9,000 ask Redis"));
        assertThat(Limits.lines(new Measured())).containsExactly("- None that was measured.");
    }

    @Test
    void whereAnotherOneIsAheadIsSaid() throws IOException {
        assertThat(lines())
                .contains("- NearHits: `caffeine` is ahead of Terrace in 2 of 2 cases, at most 2.60 ± 0.194 × as fast"
                        + " (get, distribution zipfian, keys Long, 1 thread, avgt)")
                .anyMatch(line -> line.startsWith("- RemoteReads: `lettuce` is ahead of Terrace in 2 of 2 cases"))
                .noneMatch(line -> line.startsWith("- NearHits: `jetcache`"));
        assertThat(Losses.lines(new Measured()).ahead()).containsExactly("- Nowhere, in what was measured.");
    }

    @Test
    void figuresPercentilesAndBytesAreLostTooAndALeadWithinTheErrorIsSaidApart() {
        Measured measured = new Measured();
        measured.addJson(JmhSamples.results(
                JmhSamples.sampled("terrace", 10, 1, 9.0, 24), JmhSamples.sampled("jetcache", 9.5, 1, 8.0, 16)));
        measured.addJson("""
                {"metric": "bytes", "results": {"caffeine": 50, "terrace": 72}}""");
        Losses.Lines lines = Losses.lines(measured);
        assertThat(lines.withinTheError())
                .singleElement()
                .asString()
                .startsWith("- Suite: `jetcache` is ahead of Terrace in 1 of 1 cases, at most 1.05 ± 0.153 × as fast");
        assertThat(lines.ahead())
                .containsExactly(
                        "- Suite, percentiles: `jetcache` is ahead of Terrace in 1 of 1 cases, at most 8 against 9"
                                + " (p99 of get, 1 thread, sample)",
                        "- Suite, B/op: `jetcache` is ahead of Terrace in 1 of 1 cases, at most 16 against 24"
                                + " (get, 1 thread, sample)",
                        "- bytes: `caffeine` is ahead of Terrace in 1 of 1 cases, at most 50 against 72"
                                + " (no error known)");
    }

    @Test
    void whatFailedAndWhatWasNotRunIsNamed() throws IOException {
        assertThat(lines())
                .contains("- Failed: RemotePuts-8.")
                .contains(
                        "- Not run: AnnotatedHits, Stampede, BulkReads, TaggedHits, FloatArrays, WholePath, PublishDelay,"
                                + " LoopbackLimit, TagEvictions, StartUp, cluster bare, cluster delay.");
    }

    @Test
    void whatWasWrittenOfARunIsRead(@TempDir Path directory) throws IOException {
        Run.write(directory, Map.of("Commit", "abc, with changes"));
        assertThat(Run.read(directory)).isEqualTo(new Run(Map.of("Commit", "abc, with changes"), List.of()));
    }

    @Test
    void aSuiteWithoutContestantsHasAPlainTable() throws IOException {
        assertThat(lines())
                .contains("| nearHit, observed meters, 1 thread | 42 ± 1 | mean time, ns/op, less is better |  |");
    }

    @Test
    void everyPictureThatThePageShowsIsThereOnAWhiteGround(@TempDir Path directory) throws IOException {
        System.setProperty("java.awt.headless", "true");
        List<String> pictures = lines(new Plots(directory)).stream()
                .filter(line -> line.startsWith("!["))
                .map(line -> line.replaceAll(".*plots/(.*)\\)", "$1"))
                .toList();
        assertThat(pictures)
                .containsExactly(
                        "NearHits-avgt.svg", "RemoteReads-sample.svg", "RemoteReads-thrpt.svg", "cluster-mix.svg");
        for (String picture : pictures) {
            assertThat(Files.readString(directory.resolve(picture)))
                    .contains("<svg", "fill:rgb(255,255,255)")
                    .hasSizeLessThan(300_000);
        }
    }

    @Test
    void versionsComeFromTheNamesOfJars() {
        String path = "/m2/caffeine-3.2.4.jar:/m2/lettuce-core-7.5.2.RELEASE.jar:/m2/unknown-1.jar:/classes";
        assertThat(Machine.versions(path))
                .containsExactly(Map.entry("caffeine", "3.2.4"), Map.entry("lettuce-core", "7.5.2.RELEASE"));
    }
}
