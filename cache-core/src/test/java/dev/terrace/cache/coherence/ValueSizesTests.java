package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.RemoteKey;
import org.junit.jupiter.api.Test;

class ValueSizesTests {

    private static final RemoteKey SHORT = new RemoteKey("short", "'1'", 1);
    private static final RemoteKey LONG = new RemoteKey("long", "'1'", 2);

    private final ValueSizes sizes = new ValueSizes();

    @Test
    void eachCacheHasItsOwn() {
        assertThat(sizes.expected(SHORT)).isEqualTo(ValueSizes.UNKNOWN);
        sizes.seen(SHORT, 100);
        sizes.seen(LONG, 1 << 20);
        assertThat(sizes.expected(SHORT)).isEqualTo(100);
        assertThat(sizes.expected(LONG)).isEqualTo(1 << 20);
    }

    @Test
    void aLongOneCountsAtOnceAndShortOnesLittleByLittle() {
        sizes.seen(SHORT, 100);
        sizes.seen(SHORT, 100_000);
        assertThat(sizes.expected(SHORT)).isEqualTo(100_000);
        sizes.seen(SHORT, 100);
        assertThat(sizes.expected(SHORT)).isBetween(80_000, 90_000);
        for (int i = 0; i < 100; i++) {
            sizes.seen(SHORT, 100);
        }
        assertThat(sizes.expected(SHORT)).isEqualTo(100);
    }
}
