package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy.Compressing;
import dev.terrace.cache.Priority;
import dev.terrace.cache.Validators;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A value as some version of this library stored it.
 *
 * @param codec the name of what encoded it
 * @param compression the name of what compressed it, or none
 * @param encrypted whether that is encrypted, under the first of the {@link Keysets}
 */
record Snapshot(String codec, String compression, boolean encrypted, StoredValues value) {

    private static final String PLACE = "8:products'7'";
    private static final Map<String, Integer> ALGORITHMS = Map.of("none", 0, "lz4", 1, "zstd", 2, "gzip", 3);
    private static final Encryption ENCRYPTION = new TinkEncryption(Keysets.of(1), "shop");

    /** All that these codecs write. */
    static Stream<Snapshot> all(List<Codec> codecs) {
        return codecs.stream()
                .map(Codec::name)
                .flatMap(codec -> Stream.of(StoredValues.values())
                        .filter(value -> value.isWrittenBy(codec))
                        .flatMap(value -> Stream.of("none", "lz4", "zstd", "gzip")
                                .filter(algorithm -> value.value != null || algorithm.equals("none"))
                                .flatMap(algorithm -> Stream.of(false, true)
                                        .map(encrypted -> new Snapshot(codec, algorithm, encrypted, value)))));
    }

    /** As its file is named. */
    static Snapshot named(String name) {
        String[] parts = name.split("-");
        return new Snapshot(
                parts[0], parts[1], parts[2].equals("sealed"), StoredValues.valueOf(parts[3].toUpperCase(Locale.ROOT)));
    }

    String name() {
        return String.join(
                "-",
                codec,
                compression,
                encrypted ? "sealed" : "clear",
                value.name().toLowerCase(Locale.ROOT));
    }

    private ValueFormat format(List<Codec> codecs) {
        return new ValueFormats(codecs, Compressions.present(), ENCRYPTION)
                .of("products", Formats.storage(codec, new Compressing(compression, 0), encrypted, 1 << 20));
    }

    private static Envelope.Header header(Coding coding, String type, boolean nullValue) {
        return new Envelope.Header(
                coding,
                nullValue,
                0x0102030405060708L,
                0x1112131415161718L,
                1_700_000_000_000L,
                60_000,
                30_000,
                25,
                Priority.HIGH,
                new LinkedHashSet<>(List.of("category:bolts", "caf\u00e9")),
                type,
                new Validators("W/1", Instant.ofEpochMilli(1_700_000_000_123L)));
    }

    /** By this version. */
    byte[] write(List<Codec> codecs) {
        // Alone: what is raw would be written by the codec raw, whatever the codec.
        List<Codec> own =
                codecs.stream().filter(any -> any.name().equals(codec)).collect(Collectors.toList());
        ValueFormat format = format(own);
        Content content = format.encode(value.value, value.type);
        assertThat((int) content.coding().compression()).isEqualTo(ALGORITHMS.get(compression));
        return format.seal(header(content.coding(), content.type(), value.value == null), content, PLACE);
    }

    /** Asserts that this version reads what it read when the snapshot was taken. */
    void assertIsRead(List<Codec> codecs, byte[] stored) {
        ValueFormat.Opened opened = format(codecs).open(stored, value.type, PLACE);
        assertThat(value.isSame(opened.value())).as("the value").isTrue();
        Envelope.Header read = opened.header();
        assertThat(read).isEqualTo(header(read.coding(), read.type(), value.value == null));
        assertThat((int) read.coding().compression()).isEqualTo(ALGORITHMS.get(compression));
        assertThat(read.coding().encrypted()).isEqualTo(encrypted);
        assertThat(format(codecs).open(stored, Object.class, PLACE).header()).isEqualTo(read);
    }
}
