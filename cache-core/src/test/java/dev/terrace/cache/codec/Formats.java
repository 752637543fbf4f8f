package dev.terrace.cache.codec;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Compressing;
import dev.terrace.cache.Priority;
import dev.terrace.cache.Validators;
import dev.terrace.cache.figures.FormatValues;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Formats for tests, and values in them. */
final class Formats {

    static final String PLACE = "8:products'7'";

    private static final TypeAllowList ALLOWED =
            new TypeAllowList(List.of("dev.terrace.cache.codec", "dev.terrace.cache.figures"));

    static final Codec JSON = new JsonCodec(JsonMapper.builder().build(), ALLOWED, null);

    /** Every codec there is. None may be taken away as long as this version of the envelope is read. */
    static final List<Codec> CODECS = List.of(
            JSON,
            new RawCodec(),
            new CborCodec(CBORMapper.builder().build(), ALLOWED, null),
            new JavaCodec(ALLOWED, null),
            new ForyCodec(
                    List.of(StoredValues.Product.class, StoredValues.Size.class, FormatValues.Product.class), null));

    private Formats() {}

    static CachePolicy.Storage storage(String algorithm, boolean encrypted) {
        return storage("json", new Compressing(algorithm, 100), encrypted, 1 << 20);
    }

    static CachePolicy.Storage storage(String codec, Compressing compression, boolean encrypted, int maximumPayload) {
        return new CachePolicy.Storage(codec, compression, encrypted, maximumPayload, 4_096, 0);
    }

    static ValueFormats all(Encryption encryption, Codec... codecs) {
        return new ValueFormats(List.of(codecs), Compressions.present(), encryption);
    }

    /** Of values in JSON, by all algorithms that there are. */
    static ValueFormat format(CachePolicy.Storage storage, Encryption encryption) {
        return all(encryption, JSON).of("products", storage);
    }

    static Envelope.Header header(Content content, @Nullable Object value) {
        return new Envelope.Header(
                content.coding(),
                value == null,
                0x0102030405060708L,
                0x1112131415161718L,
                1_700_000_000_000L,
                60_000,
                30_000,
                25,
                Priority.HIGH,
                new LinkedHashSet<>(List.of("category:bolts", "caf\u00e9")),
                content.type(),
                Validators.etag("W/1"));
    }

    /** As it is stored under a place. */
    static byte[] stored(ValueFormat format, @Nullable Object value, Type declared, String place) {
        Content content = format.encode(value, declared);
        return format.seal(header(content, value), content, place);
    }

    static byte[] stored(ValueFormat format, @Nullable Object value) {
        return stored(format, value, Object.class, PLACE);
    }

    static @Nullable Object opened(ValueFormat format, byte[] stored) {
        return format.open(stored, Object.class, PLACE).value();
    }
}
