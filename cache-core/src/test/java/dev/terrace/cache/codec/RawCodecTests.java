package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.terrace.cache.codec.Codec.Encoded;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawCodecTests {

    private static final int MEGABYTE = 1 << 20;

    private final RawCodec codec = new RawCodec();

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(new byte[] {0, -1, 1}, "byte[]", "00ff01"),
                arguments(new boolean[] {true, false}, "boolean[]", "0100"),
                arguments(new char[] {'a', '\ud800'}, "char[]", "0061d800"),
                arguments(new short[] {1, -2}, "short[]", "0001fffe"),
                arguments(new int[] {1, Integer.MIN_VALUE}, "int[]", "0000000180000000"),
                arguments(new long[] {1, -1}, "long[]", "0000000000000001ffffffffffffffff"),
                arguments(new float[] {1.5f, Float.NaN, -0f}, "float[]", "3fc000007fc0000080000000"),
                arguments(new double[] {1.5, Double.NEGATIVE_INFINITY}, "double[]", "3ff8000000000000fff0000000000000"),
                arguments(new byte[0], "byte[]", ""),
                arguments(new double[0], "double[]", ""),
                arguments("a\u00e4\ud83d\ude00", "java.lang.String", "61c3a4f09f9880"),
                arguments("\ufffd", "java.lang.String", "efbfbd"),
                arguments("", "java.lang.String", ""));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsItsBytesBigEndianAndComesBack(Object value, String type, String hex) {
        for (Type declared : List.of(Object.class, value.getClass())) {
            Encoded encoded = codec.encode(value, declared);
            assertThat(encoded.type()).isEqualTo(type);
            assertThat(encoded.payload().toBytes()).asHexString().isEqualToIgnoringCase(hex);
            assertThat(encoded.payload().length()).isEqualTo(hex.length() / 2);
            Object read = CodecContract.roundTrip(codec, value, declared);
            assertThat(CodecContract.isEqual(read, value)).isTrue();
        }
    }

    @Test
    void itsNameAndNumberAreForEver() {
        assertThat(codec.name()).isEqualTo("raw");
        assertThat(codec.id()).isEqualTo((short) 2);
    }

    // ---- buffers

    static Stream<Arguments> buffers() {
        ByteBuffer direct = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
        direct.put(new byte[] {9, 1, 2, 3, 9}).position(1).limit(4);
        return Stream.of(
                arguments(ByteBuffer.wrap(new byte[] {1, 2, 3})),
                arguments(ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}, 1, 3)),
                arguments(ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}, 1, 3).slice()),
                arguments(ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer()),
                arguments(direct),
                arguments(direct.asReadOnlyBuffer()));
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void aBufferIsWhatLiesBetweenItsPositionAndItsLimitWhichStay(ByteBuffer buffer) {
        int position = buffer.position();
        Encoded encoded = codec.encode(buffer, ByteBuffer.class);
        assertThat(encoded.payload().toBytes()).containsExactly(1, 2, 3);
        assertThat(encoded.payload().toBytes()).as("once more").containsExactly(1, 2, 3);
        assertThat(buffer.position()).isEqualTo(position);
        assertThat(buffer.remaining()).isEqualTo(3);
    }

    @Test
    void aBufferComesBackReadOnlyFromItsStartAndSharesNothingWithThePayload() {
        ByteBuffer payload = ByteBuffer.wrap(new byte[] {9, 1, 2, 9});
        payload.position(1).limit(3);
        ByteBuffer read = (ByteBuffer) codec.decode(payload.slice(), "java.nio.ByteBuffer", ByteBuffer.class);
        payload.array()[1] = 7;
        assertThat(read.isReadOnly()).isTrue();
        assertThat(read.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(read.position()).isZero();
        assertThat(read.limit()).isEqualTo(read.capacity());
        assertThat(read).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
    }

    // ---- copies

    @Test
    void anArrayIsNeitherBoxedNorCopiedBeforeItIsWrittenAndCopiedOnceWhenRead() {
        float[] floats = new float[MEGABYTE / Float.BYTES];
        Arrays.fill(floats, 1.25f);
        ByteBuffer target = ByteBuffer.allocate(MEGABYTE);
        for (int i = 0; i < 50; i++) {
            codec.encode(floats, float[].class).payload().writeTo(target.clear());
            codec.decode(target.flip(), "float[]", float[].class);
        }
        assertThat(Allocated.by(
                        () -> codec.encode(floats, float[].class).payload().writeTo(target.clear())))
                .as("Allocated by writing a megabyte")
                .isLessThan(4096);
        assertThat(Allocated.by(() -> codec.decode(target.flip(), "float[]", float[].class)))
                .as("Allocated by reading a megabyte")
                .isBetween((long) MEGABYTE, MEGABYTE + 4096L);
        // It would notice.
        assertThat(Allocated.by(
                        () -> codec.encode(floats, float[].class).payload().toBytes()))
                .isGreaterThan(MEGABYTE);
    }

    // ---- what it takes

    @Test
    void itTakesWhatIsBytesByItself() {
        assertThat(values().map(arguments -> arguments.get()[0]).filter(value -> !(value instanceof String)))
                .allMatch(RawCodec::takes);
        assertThat(RawCodec.takes(ByteBuffer.allocateDirect(1))).isTrue();
        assertThat(Stream.of("text", 1, new Byte[] {1}, new int[][] {{1}}, List.of((byte) 1), Optional.of(new byte[0])))
                .noneMatch(RawCodec::takes);
    }

    static Stream<Arguments> others() {
        return Stream.<Object>of(
                        1, new BigDecimal("1"), List.of("a"), new Byte[] {1}, new int[][] {{1}}, Optional.of("a"))
                .map(value -> arguments(value));
    }

    @ParameterizedTest
    @MethodSource("others")
    void anythingElseIsRefusedWithItsClassAndARemedy(Object value) {
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> codec.encode(value, Object.class))
                .withMessageContaining(value.getClass().getName())
                .withMessageContaining("set 'codec' to json");
    }

    @Test
    void aStreamIsRefusedWithItsOwnRemedy() {
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> codec.encode(Stream.of(1), Object.class))
                .withMessageContaining("collect it into a list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\ud83d", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
    void halfASurrogatePairIsRefused(String text) {
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> codec.encode(text, String.class))
                .withMessageContaining("char[]");
    }

    // ---- what it does not read

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "int",
                "int[][]",
                "java.lang.Byte[]",
                "java.lang.Object",
                "java.lang.Runtime",
                "java.util.List<byte[]>",
                "Byte[]",
                "byte[] ",
                "[B",
                "javax.naming.InitialContext"
            })
    void anotherTypeIsUnreadableAndNeverLoaded(String type) {
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> codec.decode(ByteBuffer.allocate(8), type, Object.class));
    }

    @Test
    void halfAnElementIsUnreadable() {
        for (String type : List.of("char[]", "short[]", "int[]", "long[]", "float[]", "double[]")) {
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .as(type)
                    .isThrownBy(() -> codec.decode(ByteBuffer.allocate(9), type, Object.class));
        }
    }

    @Test
    void bytesThatAreNoBooleansOrNoTextAreUnreadable() {
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> codec.decode(ByteBuffer.wrap(new byte[] {0, 2}), "boolean[]", Object.class));
        for (byte[] bytes : List.of(
                new byte[] {(byte) 0xff}, new byte[] {'a', (byte) 0xc3}, new byte[] {(byte) 0xc0, (byte) 0x80})) {
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes), "java.lang.String", String.class));
        }
    }

    @Test
    void anotherTypeThanTheDeclaredOneIsUnreadable() {
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> codec.decode(ByteBuffer.allocate(8), "float[]", int[].class));
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> codec.decode(ByteBuffer.allocate(8), "byte[]", String.class));
    }

    @Test
    void anyBytesAreAValueOrUnreadable() {
        long seed = Long.getLong("codecs.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<String> types =
                values().map(arguments -> (String) arguments.get()[1]).toList();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String type = types.get(random.nextInt(types.size()));
            try {
                Object read = codec.decode(ByteBuffer.wrap(bytes), type, Object.class);
                assertThat(codec.encode(read, Object.class).payload().toBytes())
                        .as("-Dcodecs.seed=%d", seed)
                        .hasSameSizeAs(bytes);
                if (!type.startsWith("float") && !type.startsWith("double")) {
                    assertThat(codec.encode(read, Object.class).payload().toBytes())
                            .as("-Dcodecs.seed=%d", seed)
                            .isEqualTo(bytes);
                }
            } catch (UnreadablePayloadException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void textIsReadFromWhereverItLies() {
        byte[] bytes = "..text..".getBytes(StandardCharsets.UTF_8);
        assertThat(codec.decode(ByteBuffer.wrap(bytes, 2, 4).slice(), "java.lang.String", String.class))
                .isEqualTo("text");
        assertThat(codec.decode(ByteBuffer.wrap(bytes, 2, 4), "java.lang.String", String.class))
                .isEqualTo("text");
    }
}
