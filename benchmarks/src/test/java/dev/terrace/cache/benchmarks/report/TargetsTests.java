package dev.terrace.cache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(near.outcome()).isEqualTo(Outcome.NOT_MET);
        assertThat(near.measured()).isEqualTo("1.25 × (worst of 2: get, distribution zipfian, keys Long, 1 thread)");
    }

    @Test
    void lessTimeAndMoreThroughputAreBothFaster() {
        assertThat(verdict("near hit against JetCache").measured()).startsWith("4.24 × as fast");
        assertThat(verdict("near hit against JetCache").outcome()).isEqualTo(Outcome.MET);
        assertThat(verdict("`RedisCache`, JDK").measured()).startsWith("1.25 × as fast");
        assertThat(verdict("`RedisCache`, JDK").outcome()).isEqualTo(Outcome.NOT_MET);
        assertThat(verdict("JetCache on Redisson").measured()).startsWith("5.50 × as fast");
        assertThat(verdict("JetCache on Redisson").outcome()).isEqualTo(Outcome.MET);
    }

    @Test
    void aTraceOfAllocationIsNone() {
        assertThat(verdict("allocated").outcome()).isEqualTo(Outcome.MET);
        assertThat(verdict("allocated").measured()).startsWith("0 B");
    }

    @Test
    void figuresAndTheClusterHaveVerdictsToo() {
        assertThat(verdict("memory for a near entry").measured()).isEqualTo("1.44 ×");
        assertThat(verdict("one cold key").outcome()).isEqualTo(Outcome.NOT_MET);
        assertThat(verdict("operations per second").outcome()).isEqualTo(Outcome.MET);
        assertThat(verdict("remote reads per second").outcome()).isEqualTo(Outcome.NOT_MET);
        assertThat(verdict("combined hit rate").measured()).isEqualTo("99 %");
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
