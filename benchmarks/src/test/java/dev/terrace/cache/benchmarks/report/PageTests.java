package dev.terrace.cache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTests {

    private static List<String> lines(Pictures pictures) throws IOException {
        return new Page(Measured.read(MeasuredTests.SAMPLES)).lines(Map.of("Cores", "2"), pictures);
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
                        "| Contestant | ns/op | ÷ caffeine-expiring | Terrace is so many × as fast | B/op |",
                        "| jetcache | 530 ± 3 | 5.30 | 4.82 | 400 |",
                        "| terrace | 110 ± 3 | 1.10 |  | 0 |",
                        "| Contestant | ops/ms | ÷ redisson | ÷ lettuce | Terrace is so many × as fast |",
                        "| lettuce | 60 ± 1 | 2.22 | 1 | 0.917 |",
                        "| jetcache | 10 | 0.370 | 0.167 | 5.50 |");
    }

    @Test
    void whereAnotherOneIsAheadIsSaid() throws IOException {
        assertThat(lines())
                .contains("- NearHits: `caffeine` is ahead of Terrace in 2 of 2 cases, at most 2.60 × as fast"
                        + " (get, distribution zipfian, keys Long, 1 thread, avgt)")
                .anyMatch(line -> line.startsWith("- RemoteReads: `lettuce` is ahead of Terrace in 2 of 2 cases"))
                .noneMatch(line -> line.startsWith("- NearHits: `jetcache`"));
        assertThat(Losses.lines(new Measured())).containsExactly("- Nowhere, in what was measured.");
    }

    @Test
    void aDifferenceWithinTheErrorsIsNone() {
        Score one = new Score("a", 100, 6, new TreeMap<>(), null);
        assertThat(one.differsFrom(new Score("b", 110, 5, new TreeMap<>(), null)))
                .isFalse();
        assertThat(one.differsFrom(new Score("b", 112, 5, new TreeMap<>(), null)))
                .isTrue();
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
