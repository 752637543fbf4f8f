package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.terrace.cache.Matches;
import dev.terrace.cache.codec.KeyHash;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistinctKeysTests {

    private static DistinctKeys with(int most, LongStream hashes) {
        DistinctKeys keys = new DistinctKeys(most);
        hashes.forEach(keys::add);
        return keys;
    }

    @Test
    void noneAreNone() {
        assertThat(new DistinctKeys(1).matches()).isEqualTo(Matches.NONE);
    }

    @Test
    void asManyAsAreKeptAreCountedHoweverOftenTheyCome() {
        LongStream twice = LongStream.of(3, -1, 0, 3, Long.MIN_VALUE, 0, -1, 3, Long.MIN_VALUE);
        assertThat(with(4, twice).matches()).isEqualTo(new Matches(4, true));
    }

    @Test
    void oneMoreIsAnEstimateWhetherItIsLessOrGreaterThanTheOthers() {
        for (long other : new long[] {1, 3, 5, -1}) {
            assertThat(with(2, LongStream.of(2, 4, other)).matches().complete())
                    .as("%d", other)
                    .isFalse();
        }
    }

    @Test
    void anEstimateIsCloseAndDoesNotDependOnRepetitions() {
        DistinctKeys keys = new DistinctKeys(4_096);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100_000; i++) {
                keys.add(KeyHash.of("products", "'" + i + "'"));
            }
            assertThat(keys.matches().complete()).isFalse();
            assertThat(keys.matches().count()).as("standard error 1.6 %").isCloseTo(100_000, within(5_000L));
        }
    }
}
