package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.terrace.cache.Priority;
import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Envelope.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTests {

    private static final Header HEADER = new Header(
            Coding.plain((short) 1),
            false,
            0x0102030405060708L,
            0x1112131415161718L,
            0x2122232425262728L,
            60_000,
            Duration.ofDays(90).toMillis(),
            250,
            Priority.HIGH,
            new LinkedHashSet<>(List.of("caf\u00e9", "t")),
            "java.lang.String",
            Validators.NONE);

    private static final Envelope ENVELOPE = new Envelope(HEADER, utf8("\"v\""));

    private static final int HEADER_LENGTH = ENVELOPE.toBytes().length - 3;

    private final long seed = Long.getLong("envelope.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    // ---- the stored format

    @Test
    void theBytesOfAnEnvelopeAreAStoredFormat() {
        String expected = String.join(
                "",
                "7ecc", // magic
                "01", // version
                "00", // flags
                "0050", // header length
                "0001", // codec
                "0102030405060708", // stamp
                "1112131415161718", // ctl
                "2122232425262728", // written at
                "0000ea60", // fresh: 60,000 ms
                "8076a700", // stale window: 7,776,000 s
                "000000fa", // load
                "00", // compression
                "03", // priority
                "0002", // tags
                "0005" + "636166c3a9",
                "0001" + "74",
                "0010" + "6a6176612e6c616e672e537472696e67", // type
                "00000003" + "227622"); // payload
        assertThat(HexFormat.of().formatHex(ENVELOPE.toBytes())).isEqualTo(expected);
    }

    @Test
    void aNullValueIsAFlag() {
        Header header =
                new Header(Coding.plain((short) 1), true, 0, 0, 0, 0, 0, 0, null, Set.of(), "", Validators.NONE);
        assertThat(HexFormat.of().formatHex(new Envelope(header, new byte[0]).toBytes()))
                .isEqualTo("7ecc0101" + "0036" + "0001" + "00".repeat(46));
    }

    /** last-modified, length of the ETag, ETag, payload length. */
    @ParameterizedTest
    @CsvSource({
        "W/1, , 8000000000000000 0003 572f31 00000000",
        "'', , 8000000000000000 0000 00000000",
        "\u00e9, , 8000000000000000 0002 c3a9 00000000",
        ", 1700000000123, 0000018bcfe5687b ffff 00000000",
        ", -1, ffffffffffffffff ffff 00000000",
        "W/1, 1700000000123, 0000018bcfe5687b 0003 572f31 00000000"
    })
    void validatorsStandBehindTheTypeAndAreAFlag(String etag, Long lastModified, String expected) {
        Header header = header(new Validators(etag, lastModified != null ? Instant.ofEpochMilli(lastModified) : null));
        byte[] bytes = new Envelope(header, new byte[0]).toBytes();
        String section = expected.replace(" ", "");
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "7ecc0102%04x0001".formatted(51 + section.length() / 2) + "00".repeat(40) + "000174" + section);
        assertThat(Envelope.parse(bytes).header()).isEqualTo(header);
    }

    private static Header header(Validators validators) {
        return new Header(Coding.plain((short) 1), false, 0, 0, 0, 0, 0, 0, null, Set.of(), "t", validators);
    }

    @Test
    void theScriptsFindTheStampWithoutParsing() {
        byte[] bytes = ENVELOPE.toBytes();
        assertThat(Envelope.stampOf(bytes)).isEqualTo(HexFormat.of().parseHex("0102030405060708"));
        assertThat(Envelope.stampOf(Arrays.copyOf(bytes, 11))).isEqualTo(new byte[] {1, 2, 3});
        assertThat(Envelope.stampOf(new byte[3])).isEmpty();
        assertThat(Envelope.stampOf(new byte[0])).isEmpty();
    }

    // ---- round trips

    @Test
    void everyHeaderComesBackAsItWas() {
        for (int i = 0; i < 20_000; i++) {
            Header header = randomHeader();
            byte[] payload = randomBytes(random.nextInt(40));
            Envelope parsed = Envelope.parse(new Envelope(header, payload).toBytes());
            assertThat(parsed.header()).as("-Denvelope.seed=%d", seed).isEqualTo(header);
            assertThat(parsed.payload().toBytes())
                    .as("-Denvelope.seed=%d", seed)
                    .isEqualTo(payload);
        }
    }

    @Test
    void aHeaderIsReadWithoutItsPayload() {
        byte[] bytes = ENVELOPE.toBytes();
        assertThat(Envelope.parseHeader(Arrays.copyOf(bytes, HEADER_LENGTH))).isEqualTo(HEADER);
        assertThat(Envelope.parseHeader(bytes)).isEqualTo(HEADER);
    }

    @Test
    void aHeaderAloneIsRefusedForWhatAnEnvelopeIsRefusedFor() {
        byte[] bytes = Arrays.copyOf(ENVELOPE.toBytes(), HEADER_LENGTH);
        for (int length = 0; length < HEADER_LENGTH; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> Envelope.parseHeader(truncated));
        }
        for (int at : new int[] {0, 1, 2, 5}) { // magic, version, header length
            byte[] changed = bytes.clone();
            changed[at]++;
            assertThatExceptionOfType(UnreadablePayloadException.class).isThrownBy(() -> Envelope.parseHeader(changed));
        }
        byte[] negativeLoad = bytes.clone();
        negativeLoad[40] = -1;
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> Envelope.parseHeader(negativeLoad));
    }

    private Header randomHeader() {
        Set<String> tags = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> randomText())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return new Header(
                new Coding((short) random.nextInt(), (byte) random.nextInt(), random.nextBoolean()),
                random.nextBoolean(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                randomMillis(),
                randomMillis(),
                random.nextInt(Integer.MAX_VALUE),
                random.nextBoolean() ? null : Priority.values()[random.nextInt(4)],
                tags,
                randomText(),
                randomValidators());
    }

    private Validators randomValidators() {
        String etag = random.nextBoolean() ? randomText() : null;
        Instant lastModified = random.nextBoolean() ? Instant.ofEpochMilli(random.nextInt()) : null;
        return new Validators(etag, lastModified);
    }

    @Test
    void theDatesStandBehindEachOtherFromTheStampOn() {
        byte[] bytes = ENVELOPE.toBytes();
        byte[] dates = Envelope.datesOf(HEADER);
        assertThat(dates)
                .isEqualTo(Arrays.copyOfRange(bytes, Envelope.STAMP_OFFSET, Envelope.STAMP_OFFSET + dates.length))
                .hasSize(36);
    }

    private String randomText() {
        return random.ints(random.nextInt(12), 0, 0xD800)
                .mapToObj(Character::toString)
                .collect(Collectors.joining("", "", random.nextBoolean() ? "\ud83d\ude00" : ""));
    }

    /** What the format can tell: milliseconds in 31 bits, beyond them seconds. */
    private long randomMillis() {
        return switch (random.nextInt(4)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> random.nextLong(Integer.MAX_VALUE / 1000 + 1L, Integer.MAX_VALUE) * 1000;
            default -> random.nextInt(Integer.MAX_VALUE);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "2147483646, 2147483646",
        "2147483647, 2147483647",
        "2147483648, 2147483000", // the first that has only seconds
        "2592000000, 2592000000", // 30 days
        "7776000000, 7776000000", // 90 days
        "7776000999, 7776000000",
        "2147483646000, 2147483646000", // 68 years: the longest
        "2147483647000, 2147483646000",
        "9223372036854775806, 2147483646000",
        "9223372036854775807, 9223372036854775807" // for ever
    })
    void aDurationKeepsItsMillisecondsOrAMonthLaterItsSeconds(long millis, long expected) {
        Header header = new Header(
                Coding.plain((short) 1), false, 0, 0, 0, millis, millis, 0, null, Set.of(), "", Validators.NONE);
        Header parsed =
                Envelope.parse(new Envelope(header, new byte[0]).toBytes()).header();
        assertThat(parsed.freshMillis()).isEqualTo(expected);
        assertThat(parsed.staleMillis()).isEqualTo(expected);
    }

    @Test
    void aNegativeDurationIsRefused() {
        for (long[] durations : new long[][] {{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}, {Long.MIN_VALUE, 0, 0}}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> new Header(
                            Coding.plain((short) 1),
                            false,
                            0,
                            0,
                            0,
                            durations[0],
                            durations[1],
                            (int) durations[2],
                            null,
                            Set.of(),
                            "",
                            Validators.NONE))
                    .withMessageContaining("negative");
        }
    }

    @Test
    void aHeaderThatJustFitsIsWrittenAndALongerOneRefused() {
        String fits = "x".repeat(0xFFFF - 54);
        assertThat(roundTrip(Set.of(), fits).type()).isEqualTo(fits);
        assertThat(roundTrip(Set.of(fits.substring(2)), "").tags()).containsExactly(fits.substring(2));
        assertUnencodable(Set.of(), fits + "x");
        assertUnencodable(Set.of(fits.substring(1)), "");
        assertUnencodable(Set.of("x".repeat(70_000)), "");
        assertUnencodable(Set.of(), "\u00e9".repeat(40_000));
        assertUnencodable(IntStream.range(0, 70_000).mapToObj(Integer::toString).collect(Collectors.toSet()), "");
    }

    private static Header roundTrip(Set<String> tags, String type) {
        return Envelope.parse(new Envelope(header(tags, type), new byte[0]).toBytes())
                .header();
    }

    private static void assertUnencodable(Set<String> tags, String type) {
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> new Envelope(header(tags, type), new byte[0]).toBytes())
                .withMessageContaining("65535");
    }

    private static Header header(Set<String> tags, String type) {
        return new Header(Coding.plain((short) 1), false, 0, 0, 0, 0, 0, 0, null, tags, type, Validators.NONE);
    }

    // ---- not ours

    @Test
    void anEnvelopeTruncatedAnywhereIsUnreadable() {
        byte[] bytes = ENVELOPE.toBytes();
        for (int length = 0; length < bytes.length; length++) {
            assertUnreadable(Arrays.copyOf(bytes, length), "truncated to " + length);
        }
    }

    @Test
    void anEnvelopeTruncatedAnywhereInItsValidatorsIsUnreadable() {
        for (Validators validators : List.of(
                Validators.etag("W/1"), new Validators(null, Instant.EPOCH), new Validators("e", Instant.EPOCH))) {
            byte[] bytes = new Envelope(header(validators), new byte[0]).toBytes();
            for (int length = 0; length < bytes.length; length++) {
                assertUnreadable(Arrays.copyOf(bytes, length), "%s truncated to %d".formatted(validators, length));
            }
        }
    }

    @Test
    void aLengthOfAnEtagThatLiesIsUnreadable() {
        byte[] bytes = new Envelope(header(Validators.etag("W/1")), new byte[0]).toBytes();
        for (int lie : List.of(0, 2, 4, 7, 8, 200, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF)) {
            byte[] changed = bytes.clone();
            ByteBuffer.wrap(changed).putShort(bytes.length - 9, (short) lie);
            assertUnreadable(changed, "length of the ETag " + lie);
        }
    }

    @Test
    void anEtagThatIsTooLongIsUnreadable() {
        String longest = "x".repeat(Validators.MAXIMUM_ETAG_LENGTH);
        byte[] bytes = new Envelope(header(Validators.etag(longest)), new byte[0]).toBytes();
        assertThat(Envelope.parse(bytes).header().validators().etag()).isEqualTo(longest);
        byte[] longer = ByteBuffer.allocate(bytes.length + 1).put(bytes).array();
        ByteBuffer.wrap(longer)
                .putShort(4, (short) longer.length)
                .putShort(bytes.length - 4 - longest.length() - 2, (short) (longest.length() + 1));
        assertUnreadable(longer, "an ETag of 1025 characters");
    }

    @Test
    void anEnvelopeWithBytesBehindItIsUnreadable() {
        byte[] bytes = ENVELOPE.toBytes();
        for (int more : List.of(1, 2, 1000)) {
            assertUnreadable(Arrays.copyOf(bytes, bytes.length + more), "%d bytes behind".formatted(more));
        }
    }

    @Test
    void aPayloadLengthThatLiesIsUnreadable() {
        for (int lie : List.of(0, 2, 4, Integer.MAX_VALUE, Integer.MIN_VALUE, -1)) {
            byte[] bytes = ENVELOPE.toBytes();
            ByteBuffer.wrap(bytes).putInt(HEADER_LENGTH - 4, lie);
            assertUnreadable(bytes, "payload length " + lie);
        }
    }

    /** JSON numbers end anywhere, so no codec would tell. */
    @Test
    void aTruncatedNumberIsNoShorterNumber() {
        byte[] bytes = new Envelope(HEADER, utf8("12345")).toBytes();
        assertUnreadable(Arrays.copyOf(bytes, bytes.length - 2), "123");
    }

    @Test
    void aLoadOfNegativeDurationIsUnreadable() {
        assertUnreadable(with(40, 0x80), "load time");
    }

    @Test
    void anotherMagicIsUnreadable() {
        assertUnreadable(with(0, 0x7F), "first byte");
        assertUnreadable(with(1, 0xCD), "second byte");
        assertUnreadable(utf8("{\"a\": \"somebody else's JSON, long enough to be a header of ours\"}"), "JSON");
        assertUnreadable(HexFormat.of().parseHex("aced0005" + "00".repeat(100)), "Java's serialization");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 127, 128, 255})
    void anotherVersionIsUnreadableAndToldBothWays(int version) {
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> Envelope.parse(with(2, version)))
                .withMessageContaining("version is " + (byte) version)
                .withMessageContaining("reads 1");
    }

    @Test
    void aHeaderLengthThatLiesIsUnreadable() {
        for (int length = 0; length <= 0xFFFF; length++) {
            if (length != HEADER_LENGTH) {
                byte[] bytes = ENVELOPE.toBytes();
                ByteBuffer.wrap(bytes).putShort(4, (short) length);
                assertUnreadable(bytes, "header length " + length);
            }
        }
    }

    @Test
    void aLengthOfTagsOrTypeThatLiesIsUnreadable() {
        int tags = 46;
        int firstTag = 48;
        int type = HEADER_LENGTH - 22;
        for (int at : List.of(tags, firstTag, type)) {
            for (int lie : List.of(0, 3, 200, 0x7FFF, 0x8000, 0xFFFF)) {
                byte[] bytes = ENVELOPE.toBytes();
                ByteBuffer.wrap(bytes).putShort(at, (short) lie);
                assertUnreadable(bytes, "length %d at %d".formatted(lie, at));
            }
        }
    }

    @Test
    void anyBytesAreAnEnvelopeOrUnreadable() {
        int parsed = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = random.nextBoolean() ? randomBytes(random.nextInt(120)) : damaged();
            try {
                Envelope envelope = Envelope.parse(bytes);
                parsed++;
                assertThat(Envelope.parse(envelope.toBytes()).header().stamp())
                        .isEqualTo(envelope.header().stamp());
            } catch (UnreadablePayloadException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "-Denvelope.seed=%d: %s".formatted(seed, HexFormat.of().formatHex(bytes)), e);
            }
        }
        assertThat(parsed).as("Parsed, -Denvelope.seed=%d", seed).isBetween(1000, 40_000);
    }

    private byte[] damaged() {
        byte[] bytes = ENVELOPE.toBytes();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 10)) : bytes;
    }

    private void assertUnreadable(byte[] bytes, String what) {
        assertThatExceptionOfType(UnreadablePayloadException.class).as(what).isThrownBy(() -> Envelope.parse(bytes));
    }

    private static byte[] with(int at, int value) {
        byte[] bytes = ENVELOPE.toBytes();
        bytes[at] = (byte) value;
        return bytes;
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
