package dev.terrace.cache.codec;

import static dev.terrace.cache.codec.Formats.PLACE;
import static dev.terrace.cache.codec.Formats.format;
import static dev.terrace.cache.codec.Formats.header;
import static dev.terrace.cache.codec.Formats.opened;
import static dev.terrace.cache.codec.Formats.storage;
import static dev.terrace.cache.codec.Formats.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody who can write to Redis, but has no key, can do to the values of an encrypted cache. */
class SealedValueTests {

    private static final String VALUE = "the secret of the house ".repeat(10);
    private static final int FLAGS_AT = 3;
    private static final int NULL_VALUE = 1;
    private static final int ENCRYPTED = 4;

    private final Encryption shop = new TinkEncryption(Keysets.of(1), "shop");
    private final ValueFormat format = format(storage("none", true), shop);

    @ParameterizedTest
    @ValueSource(strings = {"none", "lz4", "zstd", "gzip", "adaptive"})
    void aValueComesBackAndIsNotSeen(String compression) {
        ValueFormat format = format(storage(compression, true), shop);
        byte[] stored = stored(format, VALUE);
        assertThat(opened(format, stored)).isEqualTo(VALUE);
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("secret", "house");
        assertThat(Envelope.parseHeader(stored).coding().encrypted()).isTrue();
    }

    @Test
    void itIsCompressedBeforeItIsEncrypted() {
        byte[] stored = stored(format(storage("zstd", true), shop), VALUE);
        assertThat(stored).hasSizeLessThan(stored(format, VALUE).length - VALUE.length() / 2);
        assertThat(opened(format, stored)).isEqualTo(VALUE);
    }

    @Test
    void aBitThatIsChangedAnywhereMakesAMiss() {
        for (byte[] stored : List.of(stored(format, VALUE), stored(format, null))) {
            for (int bit = 0; bit < stored.length * 8; bit++) {
                byte[] changed = stored.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                assertUnreadable(format, changed, PLACE, "bit " + bit);
            }
            for (int length = 0; length < stored.length; length++) {
                assertUnreadable(format, Arrays.copyOf(stored, length), PLACE, "length " + length);
            }
        }
    }

    @Test
    void aValueUnderAnotherKeyOrCacheOrNamespaceIsAMiss() {
        byte[] stored = stored(format, VALUE);
        assertUnreadable(format, stored, "8:products'8'", "another key");
        assertUnreadable(format, stored, "8:products'77'", "a longer key");
        assertUnreadable(format, stored, "8:invoices'7'", "another cache");
        assertUnreadable(format, stored, "", "no place");
        Encryption other = new TinkEncryption(Keysets.of(1), "shop2");
        assertUnreadable(format(storage("none", true), other), stored, PLACE, "another namespace");
    }

    @Test
    void aValueBehindTheHeaderOfAnotherIsAMiss() {
        byte[] stored = stored(format, VALUE);
        Envelope one = Envelope.parse(stored);
        Envelope list = Envelope.parse(stored(format, List.of("a list")));
        assertUnreadable(format, new Envelope(list.header(), one.payload()).toBytes(), PLACE, "a header of a list");
        assertUnreadable(format, new Envelope(one.header(), list.payload()).toBytes(), PLACE, "a list behind it");
        byte[] younger = stored.clone();
        ByteBuffer.wrap(younger).putLong(Envelope.STAMP_OFFSET, 99);
        assertUnreadable(format, younger, PLACE, "another stamp");
        assertThat(opened(format, new Envelope(one.header(), one.payload()).toBytes()))
                .isEqualTo(VALUE);
    }

    @Test
    void aNullIsSealedToo() {
        byte[] stored = stored(format, null);
        assertThat(format.open(stored, Object.class, PLACE).value()).isNull();
        assertThat(Envelope.parse(stored).payload().length()).isPositive();
        assertUnreadable(format, stored, "8:products'8'", "a null of another key");
    }

    @Test
    void nobodyCanMakeANull() {
        Content nothing = format.encode(null, Object.class);
        Envelope.Header header = header(nothing, null);
        assertUnreadable(format, new Envelope(header, new byte[0]).toBytes(), PLACE, "a null in the clear");
        byte[] claimed = new Envelope(header, new byte[0]).toBytes();
        claimed[FLAGS_AT] |= ENCRYPTED;
        assertUnreadable(format, claimed, PLACE, "a null said to be sealed");
        byte[] turned = stored(format, VALUE);
        turned[FLAGS_AT] |= NULL_VALUE;
        assertUnreadable(format, turned, PLACE, "a value turned into a null");
    }

    @Test
    void aValueInTheClearIsAMissToAnEncryptedCache() {
        byte[] clear = stored(format(storage("none", false), shop), "planted");
        assertUnreadable(format, clear, PLACE, "in the clear");
        byte[] downgraded = stored(format, VALUE);
        downgraded[FLAGS_AT] &= ~ENCRYPTED;
        assertUnreadable(format, downgraded, PLACE, "downgraded");
    }

    @Test
    void aCacheThatDoesNotEncryptReadsWhatItHasAKeyFor() {
        byte[] stored = stored(format, VALUE);
        assertThat(opened(format(storage("none", false), shop), stored)).isEqualTo(VALUE);
        assertUnreadable(format(storage("none", false), null), stored, PLACE, "no key");
        Encryption foreign = new TinkEncryption(Keysets.of(2), "shop");
        assertUnreadable(format(storage("none", false), foreign), stored, PLACE, "another key");
    }

    @Test
    void valuesOutliveAChangeOfTheKey() {
        byte[] old = stored(format, VALUE);
        ValueFormat changed = format(storage("none", true), new TinkEncryption(Keysets.primary(2, 1, 2), "shop"));
        assertThat(opened(changed, old)).isEqualTo(VALUE);
        assertUnreadable(format, stored(changed, VALUE), PLACE, "a key that is not known yet");
    }

    /** It cannot be noticed: it was written so, by one who had the key, under that key. The life in its header bounds it. */
    @Test
    void anOlderValueOfTheSameKeyIsNotNoticed() {
        byte[] older = stored(format, "older");
        byte[] newer = stored(format, "newer");
        assertThat(opened(format, newer)).isEqualTo("newer");
        assertThat(opened(format, older)).isEqualTo("older");
    }

    @Test
    void itCannotBeginANewLifeWithoutBeingSentAgain() {
        assertThat(format.canFreshen()).isFalse();
        assertThat(format(storage("none", false), shop).canFreshen()).isTrue();
        byte[] stored = stored(format, VALUE);
        Content content = format.encode(VALUE, Object.class);
        byte[] dates = Envelope.datesOf(header(content, VALUE));
        dates[dates.length - 1]++;
        System.arraycopy(dates, 0, stored, Envelope.STAMP_OFFSET, dates.length);
        assertUnreadable(format, stored, PLACE, "other dates");
    }

    private static void assertUnreadable(ValueFormat format, byte[] stored, String place, String what) {
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .as(what)
                .isThrownBy(() -> format.open(stored, Object.class, place));
    }
}
