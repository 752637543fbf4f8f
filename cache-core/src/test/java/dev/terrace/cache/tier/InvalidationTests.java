package dev.terrace.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Records and positions: stored formats. */
class InvalidationTests {

    @Test
    void recordsHaveTheirBytes() {
        assertThat(hex(new Invalidation.OfKeys(List.of(1L, -1L)))).isEqualTo("4b0000000000000001ffffffffffffffff");
        assertThat(hex(new Invalidation.OfTags(List.of("ab", "ü")))).isEqualTo("54000261620002c3bc");
        assertThat(hex(new Invalidation.OfCache("ab"))).isEqualTo("436162");
        assertThat(hex(new Invalidation.OfPattern(new KeyPattern("ab", "ü*")))).isEqualTo("50000261620003c3bc2a");
        assertThat(hex(new Invalidation.Retired("me-1"))).isEqualTo("5200046d652d31");
        assertThat(hex(new Invalidation.Fenced(-2))).isEqualTo("46fffffffffffffffe");
        assertThat(hex(new Invalidation.None())).isEqualTo("48");
    }

    private static String hex(Invalidation invalidation) {
        assertThat(Invalidation.parse(invalidation.toBytes())).isEqualTo(invalidation);
        return HexFormat.of().formatHex(invalidation.toBytes());
    }

    @Test
    void recordsOfTheWrongShapeAreMalformed() {
        for (String bytes : List.of("", "3f", "4b01", "5400", "540002", "50000261", "5000026162", "52", "46", "4600")) {
            assertThatExceptionOfType(MalformedLogException.class)
                    .as(bytes)
                    .isThrownBy(() -> Invalidation.parse(HexFormat.of().parseHex(bytes)));
        }
    }

    @Test
    void whatIsNoRecordIsMalformedAndNothingElse() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        int parsed = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = (byte) "KTCPRFH".charAt(random.nextInt(7));
            }
            try {
                Invalidation.parse(bytes);
                parsed++;
            } catch (MalformedLogException e) {
                assertThat(e).hasMessageNotContaining("null");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
            }
        }
        assertThat(parsed).isBetween(1_000, 19_000);
    }

    @Test
    void positionsCompareAsTheirIds() {
        assertThat(Position.parse("1700000000000-0")).isEqualTo(Position.of(1_700_000_000_000L, 0));
        assertThat(Position.parse("1-1")).isGreaterThan(Position.parse("1-0"));
        assertThat(Position.parse("2-0")).isGreaterThan(Position.parse("1-99999"));
        assertThat(Position.format(Position.parse("1700000000000-42"))).isEqualTo("1700000000000-42");
        assertThat(Position.parse("1-99999999")).as("beyond what fits").isEqualTo(Position.of(1, (1 << 20) - 1));
        assertThat(Position.START).isLessThan(Position.parse("0-1"));
        assertThat(Position.END).isGreaterThan(Position.parse("8000000000000-0"));
    }

    @Test
    void aScoreIsNeverReadAsOlderThanItsId() {
        assertThat(Position.ofScore(1_700_000_000_000_005L)).isEqualTo(Position.of(1_700_000_000_000L, 5));
        assertThat(Position.ofScore(1_700_000_000_000_999L))
                .isGreaterThanOrEqualTo(Position.of(1_700_000_000_000L, 5_000));
    }

    @Test
    void anIdThatIsNoneIsRefused() {
        for (String id : List.of("", "-", "1", "-1", "a-b", "1-")) {
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Position.parse(id));
        }
    }
}
