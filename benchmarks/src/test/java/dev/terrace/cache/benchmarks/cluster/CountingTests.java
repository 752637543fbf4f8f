package dev.terrace.cache.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.terrace.cache.benchmarks.Zipf;
import dev.terrace.cache.benchmarks.cluster.Tally.Kind;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountingTests {

    @Test
    void aTallyTellsWhatWasDoneSinceTheLastTimeAndItsLineCanBeReadBack() {
        Tally tally = new Tally();
        tally.done(Kind.NEAR, 100);
        tally.done(Kind.REMOTE, 200);
        tally.done(Kind.LAG, 300);
        tally.checked(true);
        tally.checked(false);
        tally.failed(new IllegalStateException("broken"));
        Counts counts = Counts.parse(tally.take().toLine());
        assertThat(counts).isEqualTo(new Counts(1, 1, 0, 0, 0, 1, 2, 1, 1));
        assertThat(tally.take()).isEqualTo(Counts.NONE);
        assertThat(tally.firstError()).contains("broken");
    }

    @Test
    void ratesAreSharesOfReads() {
        Counts counts = new Counts(70, 27, 3, 50, 3, 0, 0, 0, 0);
        assertThat(counts.operations()).isEqualTo(150);
        assertThat(counts.nearRate()).isEqualTo(0.7);
        assertThat(counts.remoteRate()).isEqualTo(0.9);
        assertThat(counts.combinedRate()).isEqualTo(0.97);
        assertThat(Counts.NONE.combinedRate()).isNaN();
    }

    @Test
    void timesOfSeveralProcessesAddUp() {
        Tally quick = new Tally();
        Tally slow = new Tally();
        for (int i = 0; i < 99; i++) {
            quick.done(Kind.REMOTE, 1_000_000);
        }
        slow.done(Kind.REMOTE, 50_000_000);
        Times sum = Times.none();
        sum.add(Times.parse(quick.takeTimes().toLine()));
        sum.add(Times.parse(slow.takeTimes().toLine()));
        assertThat(sum.millis(Kind.REMOTE, 50)).isEqualTo(1, within(0.02));
        assertThat(sum.millis(Kind.REMOTE, 100)).isEqualTo(50, within(0.5));
        assertThat(sum.millis(Kind.WRITE, 50)).isNaN();
    }

    @Test
    void drawnNumbersFollowZipfsLaw() {
        Zipf zipf = new Zipf(1_000, 1, 0);
        SplittableRandom random = new SplittableRandom(1);
        int[] drawn = new int[1_000];
        for (int i = 0; i < 100_000; i++) {
            drawn[zipf.draw(random)]++;
        }
        double harmonic = 7.485;
        assertThat(drawn[0]).isCloseTo((int) (100_000 / harmonic), within(500));
        assertThat(drawn[9]).isCloseTo((int) (100_000 / harmonic / 10), within(200));
    }

    @Test
    void whatOneWriterAcknowledgedOthersSee(@TempDir Path directory) throws Exception {
        Acknowledged writer = new Acknowledged(directory.resolve("shared"), 10);
        Acknowledged reader = new Acknowledged(directory.resolve("shared"), 10);
        assertThat(reader.version(9)).isZero();
        long before = System.nanoTime();
        writer.write(9, 7);
        assertThat(reader.version(9)).isEqualTo(7);
        assertThat(reader.time(9)).isBetween(before, System.nanoTime());
        assertThat(reader.version(8)).isZero();
    }
}
