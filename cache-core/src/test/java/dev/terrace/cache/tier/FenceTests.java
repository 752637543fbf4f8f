package dev.terrace.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FenceTests {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"9,false", "10,false", "11,true", "19,true", "20,false", "21,false"})
    void coversWhatStandsBetweenItsEnds(long position, boolean covered) {
        assertThat(new Fence(10, 20).covers(position)).isEqualTo(covered);
    }
}
