package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a clock that only the algorithms move on. */
class AdaptiveChoiceTests {

    private static final Payload VALUE = Payload.of(new byte[1_000]);

    private long nanos;
    private final Known quick = new Known("quick", 0.5, 1);
    private final Known dense = new Known("dense", 0.3, 10);
    private final AdaptiveChoice choice = new AdaptiveChoice(List.of(quick, dense), () -> nanos);

    /** Of known gain and cost. */
    private final class Known implements Compression {
        private final String name;
        private double keeps;
        private double nanosPerByte;
        private int compressed;
        private int longest;

        Known(String name, double keeps, double nanosPerByte) {
            this.name = name;
            this.keeps = keeps;
            this.nanosPerByte = nanosPerByte;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public byte id() {
            return 100;
        }

        @Override
        public ByteBuffer compress(byte[] plain) {
            compressed++;
            longest = Math.max(longest, plain.length);
            nanos += (long) (nanosPerByte * plain.length);
            return ByteBuffer.allocate((int) (keeps * plain.length));
        }

        @Override
        public byte[] decompress(ByteBuffer compressed, int length) {
            return new byte[length];
        }
    }

    private Compression after(int values) {
        for (int i = 1; i < values; i++) {
            choice.choose(VALUE);
        }
        return choice.choose(VALUE);
    }

    @Test
    void theGainInBytesIsHeldAgainstTheTimeThatItTakes() {
        // Of 16 ns for a byte on its way: quick gains 8 - 1, dense 11.2 - 10.
        assertThat(after(20)).isSameAs(quick);
        dense.nanosPerByte = 2; // 11.2 - 2
        assertThat(after(10_000)).isSameAs(dense);
    }

    @Test
    void whatSavesLessThanATenthGainsNothing() {
        quick.keeps = 0.91;
        dense.keeps = 0.99;
        assertThat(after(40)).isNull();
        assertThat(choice)
                .hasToString(
                        "adaptive: none after 32 tries (quick saves 0 % at 1.0 ns a byte, dense saves 0 % at 10.0 ns a byte)");
    }

    @Test
    void whatTakesLongerThanItSavesIsNotChosen() {
        quick.nanosPerByte = 9;
        dense.nanosPerByte = 12;
        assertThat(after(40)).isNull();
    }

    @Test
    void aSlowStartDoesNotDecide() {
        quick.nanosPerByte = 1_000;
        dense.nanosPerByte = 1_000;
        assertThat(after(8)).isNull();
        quick.nanosPerByte = 1;
        dense.nanosPerByte = 10;
        assertThat(after(10)).isSameAs(quick);
    }

    @Test
    void aPauseDoesNotDecide() {
        assertThat(after(32)).isSameAs(quick);
        quick.nanosPerByte = 100_000;
        after(4 * 256);
        quick.nanosPerByte = 1;
        assertThat(after(1)).isSameAs(quick);
    }

    @Test
    void itChangesItsMindWhenTheValuesChange() {
        assertThat(after(32)).isSameAs(quick);
        quick.keeps = 0.95;
        dense.keeps = 0.2;
        assertThat(after(6 * 256)).isSameAs(dense);
        dense.keeps = 1;
        assertThat(after(6 * 256)).isNull();
    }

    @Test
    void aGainThatIsHardlyGreaterChangesNothing() {
        assertThat(after(32)).isSameAs(quick);
        dense.keeps = 0.3;
        dense.nanosPerByte = 4.0; // 11.2 - 4 = 7.2 against 7
        assertThat(after(20 * 256)).isSameAs(quick);
        dense.nanosPerByte = 3.0;
        assertThat(after(20 * 256)).isSameAs(dense);
    }

    @Test
    void fewValuesAreTriedAndOfLargeOnesABeginning() {
        after(32 + 100 * 256);
        assertThat(quick.compressed).isBetween(32 + 95, 32 + 101);
        AdaptiveChoice other = new AdaptiveChoice(List.of(quick), () -> nanos);
        other.choose(Payload.of(new byte[10 << 20]));
        assertThat(quick.longest).isEqualTo(1 << 16);
    }

    @Test
    void whatWasChosenAndWhyCanBeRead() {
        after(40);
        assertThat(choice)
                .hasToString("adaptive: quick after 32 tries"
                        + " (quick saves 50 % at 1.0 ns a byte, dense saves 70 % at 10.0 ns a byte)");
    }
}
