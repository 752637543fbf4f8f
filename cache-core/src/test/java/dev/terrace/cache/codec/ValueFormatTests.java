package dev.terrace.cache.codec;

import static dev.terrace.cache.codec.Formats.JSON;
import static dev.terrace.cache.codec.Formats.PLACE;
import static dev.terrace.cache.codec.Formats.format;
import static dev.terrace.cache.codec.Formats.header;
import static dev.terrace.cache.codec.Formats.opened;
import static dev.terrace.cache.codec.Formats.storage;
import static dev.terrace.cache.codec.Formats.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Compressing;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueFormatTests {

    private static final String TEXT = "a text that can be made smaller, ".repeat(20);

    /** Says which codec wrote, and reads nothing but that. */
    private record Signing(String name, short id) implements Codec {

        @Override
        public Encoded encode(Object value, Type declared) {
            return new Encoded(name.getBytes(StandardCharsets.UTF_8), "signed");
        }

        @Override
        public Object decode(ByteBuffer payload, String type, Type declared) {
            return StandardCharsets.UTF_8.decode(payload).toString();
        }
    }

    // ---- compression

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "zstd", "gzip"})
    void aValueIsCompressedAndReadByEveryone(String algorithm) {
        byte[] stored = stored(format(storage(algorithm, false), null), TEXT);
        assertThat(stored).hasSizeLessThan(stored(format(storage("none", false), null), TEXT).length / 2);
        for (String own : List.of("none", "lz4", "zstd", "gzip", "adaptive")) {
            assertThat(opened(format(storage(own, false), null), stored)).isEqualTo(TEXT);
        }
    }

    @Test
    void aCompressedPayloadBeginsWithTheLengthThatItHad() {
        Content content = format(storage("lz4", false), null).encode(TEXT, Object.class);
        assertThat(content.coding()).isEqualTo(new Coding((short) 1, (byte) 1, false));
        assertThat(content.payload().toBuffer().getInt()).isEqualTo(TEXT.length() + 2);
    }

    @Test
    void aValueBelowTheThresholdIsLeftAsItIs() {
        String value = "x".repeat(98); // 100 bytes in JSON
        assertThat(algorithm(new Compressing("zstd", 101), value)).isZero();
        assertThat(algorithm(new Compressing("zstd", 100), value)).isEqualTo((byte) 2);
        assertThat(algorithm(new Compressing("zstd", 0), "")).isZero();
    }

    @Test
    void aValueThatSavesLessThanATenthIsLeftAsItIs() {
        String noise = new Random(1)
                .ints(2_000, ' ', 127)
                .filter(c -> c != '"' && c != '\\')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        assertThat(algorithm(new Compressing("lz4", 0), noise)).isZero();
        assertThat(opened(format(storage("lz4", false), null), stored(format(storage("lz4", false), null), noise)))
                .isEqualTo(noise);
    }

    @ParameterizedTest
    @ValueSource(ints = {895, 896, 897, 1_200})
    void theTenthCountsWithTheLengthInFront(int compressedLength) {
        Compression fixed = new FixedLength(compressedLength);
        PayloadCompression compression = new PayloadCompression(CompressionChoice.of(fixed), 0, Map.of(), 1 << 20);
        PayloadCompression.Packed packed = compression.pack(Payload.of(new byte[1_000]));
        assertThat(packed.algorithm()).isEqualTo((byte) (compressedLength <= 896 ? 77 : 0));
        assertThat(packed.payload().toBytes()).hasSize(compressedLength <= 896 ? compressedLength + 4 : 1_000);
    }

    private record FixedLength(int length) implements Compression {

        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public byte id() {
            return 77;
        }

        @Override
        public ByteBuffer compress(byte[] plain) {
            return ByteBuffer.allocate(length);
        }

        @Override
        public byte[] decompress(ByteBuffer compressed, int length) {
            throw new IllegalStateException("a bug of somebody's algorithm");
        }
    }

    private static byte algorithm(Compressing compressing, Object value) {
        return format(storage("json", compressing, false, 1 << 20), null)
                .encode(value, Object.class)
                .coding()
                .compression();
    }

    @Test
    void aValueOfAnAlgorithmThatIsNotThereIsAMiss() {
        byte[] stored = stored(format(storage("zstd", false), null), TEXT);
        ValueFormat without = ValueFormats.of(JSON).of("products", storage("none", false));
        assertUnreadable(without, stored, "algorithm number 2");
    }

    @Test
    void anAlgorithmThatFailsIsAMiss() {
        ValueFormats formats = new ValueFormats(List.of(JSON), List.of(new FixedLength(10)), null);
        ValueFormat format = formats.of("products", storage("fixed", false));
        assertUnreadable(format, stored(format, TEXT), "fixed failed");
    }

    @Test
    void whatIsWrittenCanBeRead() {
        assertThat(format(storage("none", false), null).compression()).isEqualTo("none");
        assertThat(format(storage("zstd", false), null).compression()).isEqualTo("zstd");
        ValueFormat adaptive = format(storage("adaptive", false), null);
        stored(adaptive, TEXT);
        assertThat(adaptive.compression())
                .matches("adaptive: (none|lz4|zstd) after 1 tries \\(lz4 saves .*, zstd saves .*\\)");
    }

    // ---- limits

    @Test
    void aValueIsRefusedAboveTheMaximumOnItsWayOutAndIn() {
        String fits = "x".repeat(998);
        ValueFormat format = format(storage("json", Compressing.NONE, false, 1_000), null);
        assertThat(opened(format, stored(format, fits))).isEqualTo(fits);
        assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> stored(format, fits + "x"));
        byte[] larger = stored(format(storage("none", false), null), fits + "x");
        assertUnreadable(format, larger, "1001 bytes");
    }

    @Test
    void theMaximumIsHeldAgainstWhatAValueIsBeforeItIsCompressed() {
        ValueFormat small = format(storage("json", new Compressing("zstd", 0), false, 1_000), null);
        assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> stored(small, "x".repeat(999)));
        byte[] bomb = stored(format(storage("zstd", false), null), "x".repeat(1_000_000));
        assertThat(bomb).hasSizeLessThan(500);
        assertUnreadable(small, bomb, "1000002 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "zstd", "gzip"})
    void aLengthThatLiesIsAMissAndTakesNoMemory(String algorithm) {
        ValueFormat format = format(storage(algorithm, false), null);
        Content honest = format.encode(TEXT, Object.class);
        for (int lie :
                new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1 << 30, (1 << 20) + 1, 0, 5, TEXT.length() + 3}) {
            byte[] bytes = honest.payload().toBytes().clone();
            ByteBuffer.wrap(bytes).putInt(lie);
            byte[] stored = new Envelope(header(honest, TEXT), bytes).toBytes();
            long before = Allocated.byNow();
            assertUnreadable(format, stored, "");
            assertThat(Allocated.byNow() - before).as("bytes for %d", lie).isLessThan(1 << 20);
        }
        assertUnreadable(format, new Envelope(header(honest, TEXT), new byte[3]).toBytes(), "-1 bytes");
    }

    @Test
    void anEncryptedValueOfTheMaximumIsReadThoughItTakesMore() {
        Encryption encryption = new TinkEncryption(Keysets.of(1), "shop");
        ValueFormat format = format(storage("json", Compressing.NONE, true, 1_000), encryption);
        String fits = "x".repeat(998);
        assertThat(opened(format, stored(format, fits))).isEqualTo(fits);
        byte[] larger = stored(format(storage("none", true), encryption), fits + "x");
        assertUnreadable(format, larger, "1001 bytes");
        byte[] evenLarger = stored(format(storage("none", true), encryption), "x".repeat(2_000));
        assertUnreadable(format, evenLarger, "at most 1256");
    }

    // ---- copies

    /** Bytes that may be written once, to where they are wanted, and not be had as an array. */
    private record WrittenOnce(byte[] bytes) implements Payload {

        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public void writeTo(ByteBuffer target) {
            target.put(bytes);
        }

        @Override
        public byte[] toBytes() {
            throw new AssertionError("a copy");
        }
    }

    @Test
    void aPayloadThatIsNotCompressedIsWrittenStraightIntoTheEnvelope() {
        Codec once = new Codec() {
            @Override
            public String name() {
                return "once";
            }

            @Override
            public short id() {
                return 1_000;
            }

            @Override
            public Encoded encode(Object value, Type declared) {
                return new Encoded(new WrittenOnce((byte[]) value), "");
            }

            @Override
            public Object decode(ByteBuffer payload, String type, Type declared) {
                return payload.remaining();
            }
        };
        ValueFormats formats = Formats.all(null, once);
        for (Compressing without : List.of(Compressing.NONE, new Compressing("zstd", 1_001))) {
            ValueFormat format = formats.of("products", storage("once", without, false, 1_000));
            assertThat(opened(format, stored(format, new byte[1_000]))).isEqualTo(1_000);
        }
    }

    // ---- codecs

    @Test
    void arraysOfBytesAndPrimitivesAreWrittenRawWhateverTheCodec() {
        Signing raw = new Signing("raw", (short) 9);
        ValueFormat format = ValueFormats.of(JSON, raw).of("products", storage("none", false));
        for (Object value : List.of(new byte[1], new float[2], new int[0], ByteBuffer.allocate(1), new boolean[1])) {
            byte[] stored = stored(format, value);
            assertThat(Envelope.parseHeader(stored).coding().codec()).isEqualTo((short) 9);
            assertThat(opened(format, stored)).isEqualTo("raw");
            assertThat(format.copies(value, Object.class).get()).isEqualTo("raw");
        }
        for (Object value : List.of("text", 1, List.of(new byte[1]))) {
            assertThat(Envelope.parseHeader(stored(format, value)).coding().codec())
                    .isEqualTo((short) 1);
        }
    }

    @Test
    void aCodecCanBeChangedAmongThoseThatMakeOnlyData() {
        Signing cbor = new Signing("cbor", (short) 2);
        Signing java = new Signing("java", (short) 3);
        Signing own = new Signing("own", (short) 1_000);
        ValueFormats formats = ValueFormats.of(JSON, cbor, java, own, new Signing("raw", (short) 9));
        for (String reader : List.of("json", "cbor", "java", "own")) {
            ValueFormat reading = formats.of("products", with(reader));
            for (String writer : List.of("json", "cbor", "java", "own")) {
                byte[] stored = stored(formats.of("products", with(writer)), "a");
                if (List.of(reader, "json", "cbor").contains(writer)) {
                    assertThat(opened(reading, stored)).isEqualTo(writer.equals("json") ? "a" : writer);
                } else {
                    assertUnreadable(reading, stored, "Its codec is number");
                }
            }
        }
    }

    private static CachePolicy.Storage with(String codec) {
        return storage(codec, Compressing.NONE, false, 1_000);
    }

    @Test
    void aNullThatHasBytesIsAMiss() {
        ValueFormat format = format(storage("none", false), null);
        Envelope.Header header = header(format.encode(null, Object.class), null);
        assertThat(opened(format, new Envelope(header, new byte[0]).toBytes())).isNull();
        assertUnreadable(format, new Envelope(header, new byte[1]).toBytes(), "marked as null");
    }

    private static void assertUnreadable(ValueFormat format, byte[] stored, String because) {
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> format.open(stored, Object.class, PLACE))
                .withMessageContaining(because);
    }
}
