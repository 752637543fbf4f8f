package dev.terrace.cache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.benchmarks.report.Verdict.Bound;
import dev.terrace.cache.benchmarks.report.Verdict.Outcome;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTests {

    private final List<Verdict> verdicts;

    TargetsTests() throws IOException {
        verdicts = Targets.verdicts(Measured.read(MeasuredTests.SAMPLES));
    }

    private Verdict verdict(String part) {
        return verdicts.stream()
                .filter(verdict -> verdict.target().contains(part))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ofSeveralCasesTheWorstCounts() {
        Verdict near = verdict("near hit, time");
        // 1.2 is wanted, and lies within the error.
        assertThat(near.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(near.measured())
                .isEqualTo("1.25 ± 0.053 × (worst of 2: get, distribution zipfian, keys Long, 1 thread)");
    }

    @Test
    void lessTimeAndMoreThroughputAreBothFaster() {
        assertThat(verdict("near hit against JetCache").measured()).startsWith("4.24 ± 0.116 × as fast");
        assertThat(verdict("near hit against JetCache").outcome()).isEqualTo(Outcome.MET);
        assertThat(verdict("`RedisCache`, JDK").measured()).startsWith("1.25 ± 0.036 × as fast");
        assertThat(verdict("`RedisCache`, JDK").outcome()).isEqualTo(Outcome.NOT_MET);
        assertThat(verdict("JetCache on Lettuce").measured())
                .isEqualTo("5.50 × as fast (hit, size 1024, 8 threads; no error known)");
    }

    @Test
    void aTargetWithoutAllOfItsCasesIsNotMet() {
        Verdict partly = verdict("JetCache on Lettuce");
        assertThat(partly.outcome()).isEqualTo(Outcome.PARTLY);
        assertThat(partly.conclusion()).isEqualTo("partly measured: 64 threads missing");
        assertThat(verdict("`RedisCache`, JDK").conclusion()).isEqualTo("**not met**; 64 threads missing");
    }

    @Test
    void aMissingNumberIsNeverMetWhereverItStands() {
        for (int at = 0; at < 3; at++) {
            Measured measured = new Measured();
            for (int i = 0; i < 3; i++) {
                measured.addJson(JmhSamples.results(
                        JmhSamples.nearHit(i, "terrace", i == at ? "\"NaN\"" : "100"),
                        JmhSamples.nearHit(i, "caffeine-expiring", "100")));
            }
            Verdict verdict = Targets.verdicts(measured).get(0);
            assertThat(verdict.outcome()).as("NaN at %d", at).isEqualTo(Outcome.NOT_MET);
            assertThat(verdict.measured()).startsWith("no number (worst of 3: get, keys String" + at);
        }
    }

    @Test
    void ofTheVariantsOfAPeerTheFastestCounts() {
        Measured measured = new Measured();
        measured.addJson(JmhSamples.results(
                JmhSamples.nearHit(0, "terrace", "100"),
                JmhSamples.nearHit(0, "redisson-local", "900"),
                JmhSamples.nearHit(0, "redisson-local-objects", "300")));
        assertThat(Targets.verdicts(measured))
                .filteredOn(verdict -> verdict.target().contains("RLocalCachedMap, its fastest"))
                .singleElement()
                .satisfies(verdict ->
                        assertThat(verdict.measured()).startsWith("3").contains("against `redisson-local-objects`"));
    }

    @Test
    void aBoundWithinTheErrorIsUndecided() {
        Bound bound = Bound.atMost(10, "");
        assertThat(bound.judge(new Measure(9, 0.5))).isEqualTo(Outcome.MET);
        assertThat(bound.judge(new Measure(9, 2))).isEqualTo(Outcome.UNDECIDED);
        assertThat(bound.judge(new Measure(11, 2))).isEqualTo(Outcome.UNDECIDED);
        assertThat(bound.judge(new Measure(11, 0.5))).isEqualTo(Outcome.NOT_MET);
        assertThat(bound.judge(Measure.withoutError(9))).isEqualTo(Outcome.MET);
        assertThat(Bound.atLeast(10, "").judge(new Measure(11, 2))).isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void aTraceOfAllocationIsNone() {
        assertThat(verdict("allocated").outcome()).isEqualTo(Outcome.MET);
        assertThat(verdict("allocated").measured()).startsWith("0 B");
    }

    @Test
    void figuresAndTheClusterHaveVerdictsToo() {
        assertThat(verdict("memory for a near entry").measured()).isEqualTo("1.44 × (no error known)");
        assertThat(verdict("one cold key").outcome()).isEqualTo(Outcome.NOT_MET);
        assertThat(verdict("operations per second").outcome()).isEqualTo(Outcome.MET);
        assertThat(verdict("remote reads per second").outcome()).isEqualTo(Outcome.NOT_MET);
        assertThat(verdict("combined hit rate").measured()).isEqualTo("99 % (no error known)");
    }

    @Test
    void whatIsNoNumberMeetsNoBound() {
        assertThat(verdict("back in step").outcome()).isEqualTo(Outcome.NOT_MET);
        assertThat(verdict("back in step").measured()).isEqualTo("no number");
    }

    @Test
    void whatNobodyMeasuredIsNeitherMetNorNot() {
        assertThat(verdict("evict by tag").outcome()).isEqualTo(Outcome.NOT_MEASURED);
        assertThat(verdict("1 thread, against bare Redisson").outcome()).isEqualTo(Outcome.NOT_MEASURED);
        assertThat(Targets.verdicts(new Measured()))
                .hasSameSizeAs(verdicts)
                .allMatch(verdict -> verdict.outcome() == Outcome.NOT_MEASURED);
    }
}
