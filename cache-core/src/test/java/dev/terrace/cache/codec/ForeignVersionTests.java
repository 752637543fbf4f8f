package dev.terrace.cache.codec;

import static dev.terrace.cache.codec.Formats.PLACE;
import static dev.terrace.cache.codec.Formats.format;
import static dev.terrace.cache.codec.Formats.opened;
import static dev.terrace.cache.codec.Formats.storage;
import static dev.terrace.cache.codec.Formats.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a later version may store one day is no value to this one: a miss, and nothing worse. */
class ForeignVersionTests {

    private static final int VERSION_AT = 2;
    private static final int FLAGS_AT = 3;
    private static final int CODEC_AT = 6;
    private static final int COMPRESSION_AT = 44;
    private static final int PRIORITY_AT = 45;

    private final ValueFormat format = format(storage("none", false), null);

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 127, -1})
    void anotherVersionIsAMiss(int version) {
        assertMiss(bytes -> bytes.put(VERSION_AT, (byte) version), "version is " + version);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32, 64, 128})
    void aFlagThatIsNotKnownIsAMiss(int flag) {
        assertMiss(bytes -> bytes.put(FLAGS_AT, (byte) (bytes.get(FLAGS_AT) | flag)), "flags");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 99, 0x7FFF, 0xFFFF})
    void aCodecThatIsNotKnownIsAMiss(int codec) {
        assertMiss(bytes -> bytes.putShort(CODEC_AT, (short) codec), "codec is number");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 77, 127, 255})
    void anAlgorithmThatIsNotKnownIsAMiss(int algorithm) {
        assertMiss(bytes -> bytes.put(COMPRESSION_AT, (byte) algorithm), "algorithm number");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 77, 127, 255})
    void aPriorityThatIsNotKnownIsAMiss(int priority) {
        assertMiss(bytes -> bytes.put(PRIORITY_AT, (byte) priority), "priority");
    }

    private void assertMiss(Consumer<ByteBuffer> later, String because) {
        byte[] stored = stored(format, "a value");
        assertThat(opened(format, stored)).isEqualTo("a value");
        later.accept(ByteBuffer.wrap(stored));
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> format.open(stored, Object.class, PLACE))
                .withMessageContaining(because);
    }

    @Test
    void itIsNoBetterInAnEncryptedCache() {
        ValueFormat encrypted = format(storage("none", true), new TinkEncryption(Keysets.of(1), "shop"));
        for (int at : List.of(VERSION_AT, FLAGS_AT, CODEC_AT, COMPRESSION_AT, PRIORITY_AT)) {
            byte[] stored = stored(encrypted, "a value");
            stored[at] ^= 0x40;
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> encrypted.open(stored, Object.class, PLACE));
        }
    }
}
