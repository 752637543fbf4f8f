package dev.terrace.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.terrace.cache.codec.KeyEncoder;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyPatternTests {

    private static final KeyEncoder KEYS = new KeyEncoder();

    private enum Colour {
        RED
    }

    static Stream<Arguments> matches() {
        return Stream.of(
                Arguments.of("ab*", "abc", true),
                Arguments.of("ab*", "ab", true),
                Arguments.of("ab*", "xab", false),
                Arguments.of("a?c", "abc", true),
                Arguments.of("a?c", "ac", false),
                Arguments.of("*:draft", "7:draft", true),
                Arguments.of("*b*", "a\nb\nc", true),
                Arguments.of("it's", "it's", true),
                Arguments.of("a\\\\b", "a\\b", true),
                Arguments.of("a\\*", "a*", true),
                Arguments.of("a\\*", "ab", false),
                Arguments.of("a\\?", "a?", true),
                Arguments.of("a\\?", "ab", false),
                Arguments.of("a\\", "a\\", true),
                Arguments.of("a.c", "abc", false),
                Arguments.of("(a|b)[c]{1}^$+", "(a|b)[c]{1}^$+", true),
                Arguments.of("\\Qa\\E*", "QaEb", true),
                Arguments.of("?", "\uD83D\uDE00", true),
                Arguments.of("\uD83D\uDE00*", "\uD83D\uDE00a", true),
                Arguments.of("4*", 42, true),
                Arguments.of("4*", 4L, true),
                Arguments.of("42", 42L, true),
                Arguments.of("42L", 42L, false),
                Arguments.of("-4*", -42L, true),
                Arguments.of("4*", -42L, false),
                Arguments.of("-1.5", -1.5d, true),
                Arguments.of("2.50", new BigDecimal("2.50"), true),
                Arguments.of("7", (short) 7, true),
                Arguments.of("7", "7", true),
                Arguments.of("true", true, true),
                Arguments.of("*.RED", Colour.RED, true),
                Arguments.of("RED", Colour.RED, false),
                Arguments.of("['a',*]", List.of("a", "b"), true),
                Arguments.of("nothing", "x".repeat(600), true));
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @MethodSource
    void matches(String glob, Object key, boolean expected) {
        KeyPattern.Matcher matcher = new KeyPattern("products", glob).matcher();
        assertThat(matcher.matches(KEYS.encode(key))).isEqualTo(expected);
        assertThat(matcher.matches(new RemoteKey("products", KEYS.encode(key), 1)))
                .isEqualTo(expected);
        assertThat(matcher.matches(new RemoteKey("others", KEYS.encode(key), 1)))
                .isFalse();
    }

    @Test
    void aPatternThatMatchesEverythingIsRefusedAsAreEmptyAndLongOnes() {
        for (String glob : List.of("*", "***", "", "a".repeat(513))) {
            assertThatIllegalArgumentException().isThrownBy(() -> KeyPattern.of("products", glob));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyPattern.of("products", "*"))
                .withMessageContainingAll("matches every key", "'products'", "clear");
        for (String glob : List.of("?*", "\\*", "a".repeat(512))) {
            assertThat(KeyPattern.of("products", glob).glob()).isEqualTo(glob);
        }
    }

    static Stream<Arguments> prefixes() {
        return Stream.of(
                Arguments.of("4", 42L, true),
                Arguments.of("4", -42L, false),
                Arguments.of("4*", "4*x", true),
                Arguments.of("4*", "42", false),
                Arguments.of("a?", "a?", true),
                Arguments.of("a?", "ab", false),
                Arguments.of("a\\", "a\\b", true),
                Arguments.of("a\\", "ab", false),
                Arguments.of("\\*", "\\*x", true),
                Arguments.of("\\*", "*x", false),
                Arguments.of("it's", "it's mine", true),
                Arguments.of("[a-z]", "[a-z]", true),
                Arguments.of("[a-z]", "b", false),
                Arguments.of("\uD83D\uDE00", "\uD83D\uDE00a", true));
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @MethodSource
    void prefixes(String prefix, Object key, boolean expected) {
        assertThat(KeyPattern.prefixed("products", prefix).matcher().matches(KEYS.encode(key)))
                .isEqualTo(expected);
    }

    @Test
    void anEmptyPrefixIsRefusedAsIsALongOne() {
        for (String prefix : List.of("", "a".repeat(512), "*".repeat(256))) {
            assertThatIllegalArgumentException().isThrownBy(() -> KeyPattern.prefixed("products", prefix));
        }
        assertThat(KeyPattern.prefixed("products", "a".repeat(511)).glob()).hasSize(512);
        assertThat(KeyPattern.prefixed("products", "*").glob()).isEqualTo("\\**");
    }
}
