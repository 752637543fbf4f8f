package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyReaderTests {

    private static final KeyEncoder ENCODER = new KeyEncoder();

    static Stream<Object> plainKeys() {
        return Stream.of(
                "",
                "42",
                "it's \\ a\n\u0000'key",
                "\uD83D\uDE00\uD83D",
                42,
                -7,
                42L,
                (short) 3,
                (byte) -3,
                1.5d,
                Double.NaN,
                1e300,
                0.25f,
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1.10"),
                true,
                'x',
                '\'',
                '\u0001',
                UUID.fromString("00000000-0000-4000-8000-000000000001"));
    }

    @ParameterizedTest
    @MethodSource("plainKeys")
    void aPlainKeyIsReadFromItsText(Object key) {
        assertThat(KeyReader.read(ENCODER.encode(key))).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "'",
                "c'",
                "c''",
                "c'ab'",
                "'a'b'",
                "'a\\",
                "'\\u00'",
                "042",
                "+1",
                "1.0",
                "1e3d",
                "L",
                "null",
                "uuid(0-0-0-0-0)",
                "java.lang.Runtime.exec",
                "com.acme.Sku(7,'x')",
                "SimpleKey(1)",
                "[1,2]",
                "#0123456789abcdef"
            })
    void whatIsNoPlainKeyIsNotRead(String text) {
        assertThat(KeyReader.read(text)).isNull();
    }

    @Test
    void aTextThatIsTooLongIsNotRead() {
        assertThat(KeyReader.read("'" + "x".repeat(KeyEncoder.MAXIMUM_LENGTH) + "'"))
                .isNull();
    }
}
