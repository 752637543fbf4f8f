package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Coding;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.fixture.Policies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What an adaptive life saves, on simulated sources: every value is loaded anew whenever its life ends, for a week. The fixed life it is
 * compared with is the one under which values are out of date for the same share of the time. docs/configuration.md has the figures.
 */
class AdaptiveLifeTests {

    private static final long WEEK = Duration.ofDays(7).toMillis();
    private static final int KEYS = 60;
    private static final CachePolicy ADAPTIVE =
            Policies.adapting(Policies.NEAR, Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofHours(1));

    /**
     * How often a value is loaded, and for which share of the time it is out of date.
     *
     * @param loads in the week, for each key
     */
    private record Outcome(double loads, double outOfDate) {}

    /** When a value changes that is quiet for a time, then changes often for a while. */
    private static List<Long> bursts(Random random, Duration quiet, Duration busy, Duration interval) {
        List<Long> changes = new ArrayList<>();
        double now = 0;
        while (now < WEEK) {
            now += exponential(random, quiet);
            double end = now + exponential(random, busy);
            for (now += exponential(random, interval); now < end; now += exponential(random, interval)) {
                changes.add((long) now);
            }
        }
        return changes;
    }

    private static double exponential(Random random, Duration mean) {
        return -Math.log(1 - random.nextDouble()) * mean.toMillis();
    }

    private static List<List<Long>> keys(Duration quiet, Duration busy, Duration interval) {
        Random random = new Random(7);
        return IntStream.range(0, KEYS)
                .mapToObj(key -> bursts(random, quiet, busy, interval))
                .toList();
    }

    private static Outcome simulate(List<List<Long>> keys, CachePolicy policy) {
        EntryLives lives = new EntryLives("simulated", policy, List.of(), new Random(1));
        long loads = 0;
        double outOfDate = 0;
        for (List<Long> changes : keys) {
            StoredValue present = null;
            int version = 0;
            for (long now = 0; now < WEEK; ) {
                long life = lives.freshMillis("k", version, null, present);
                present = stored(version, life);
                loads++;
                long end = Math.min(WEEK, now + life);
                if (version < changes.size() && changes.get(version) < end) {
                    outOfDate += end - changes.get(version);
                }
                while (version < changes.size() && changes.get(version) < end) {
                    version++;
                }
                now = end;
            }
        }
        return new Outcome((double) loads / KEYS, outOfDate / KEYS / WEEK);
    }

    private static StoredValue stored(@Nullable Object value, long life) {
        Envelope.Header header = new Envelope.Header(
                Coding.plain((short) 0), false, 2, 0, 0, life, 0, 0, null, Set.of(), "", Validators.NONE);
        return new StoredValue(value, header, null, null);
    }

    /** The outcome of the longest fixed life under which values are out of date no longer than that. */
    private static Outcome fixed(List<List<Long>> keys, double outOfDate) {
        long shortest = 1_000;
        long longest = WEEK;
        while (longest - shortest > 1_000) {
            long middle = (shortest + longest) / 2;
            boolean good = simulate(keys, Policies.living(Policies.NEAR, Duration.ofMillis(middle)))
                            .outOfDate()
                    <= outOfDate;
            shortest = good ? middle : shortest;
            longest = good ? longest : middle;
        }
        return simulate(keys, Policies.living(Policies.NEAR, Duration.ofMillis(shortest)));
    }

    private static double saved(List<List<Long>> keys) {
        Outcome adaptive = simulate(keys, ADAPTIVE);
        Outcome fixed = fixed(keys, adaptive.outOfDate());
        assertThat(fixed.outOfDate()).isLessThanOrEqualTo(adaptive.outOfDate());
        return 1 - adaptive.loads() / fixed.loads();
    }

    @Test
    void whereChangesComeInBurstsItSavesHalfOfTheLoadsAtEqualStaleness() {
        List<List<Long>> hourADay = keys(Duration.ofDays(1), Duration.ofHours(1), Duration.ofMinutes(5));
        List<List<Long>> editedNowAndThen = keys(Duration.ofDays(2), Duration.ofMinutes(30), Duration.ofMinutes(2));
        assertThat(saved(hourADay)).isGreaterThan(0.5);
        assertThat(saved(editedNowAndThen)).isGreaterThan(0.5);
    }

    @Test
    void whereTheyComeAtAConstantRateItCostsALittle() {
        List<List<Long>> constant = keys(Duration.ofMillis(1), Duration.ofDays(10_000), Duration.ofHours(10));
        assertThat(saved(constant)).isBetween(-0.2, 0.0);
    }
}
