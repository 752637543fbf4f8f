package dev.terrace.cache.codec;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/** The values of the snapshots. They are stored: nothing of them may change, neither names nor fields nor contents. */
enum StoredValues {
    NOTHING(null, Object.class, false),
    PRODUCT(product(7), Product.class, false),
    PRODUCTS(
            List.of(product(7), product(8)),
            ResolvableType.forClassWithGenerics(List.class, Product.class).getType(),
            false),
    TEXT("a text with caf\u00e9 and \ud83d\ude00, ".repeat(12), String.class, false),
    FLOATS(floats(), float[].class, true),
    LONGS(IntStream.range(0, 90).mapToLong(i -> i * i).toArray(), long[].class, true),
    BYTES("bytes, and bytes again, ".repeat(9).getBytes(StandardCharsets.UTF_8), byte[].class, true);

    enum Size {
        SMALL,
        LARGE
    }

    record Product(
            long id,
            String name,
            BigDecimal price,
            Size size,
            Instant since,
            List<String> categories,
            Map<String, Integer> stock,
            String note,
            @Nullable String successor)
            implements Serializable {}

    final @Nullable Object value;
    final Type type;

    /** Whether the codec {@code raw} alone writes it. */
    final boolean raw;

    StoredValues(@Nullable Object value, Type type, boolean raw) {
        this.value = value;
        this.type = type;
        this.raw = raw;
    }

    private static Product product(int id) {
        return new Product(
                id,
                "A bolt of steel, number " + id,
                new BigDecimal("1.50"),
                Size.LARGE,
                Instant.parse("2026-01-31T09:00:00.123456789Z"),
                List.of("bolts", "steel bolts", "bolts of steel", "long bolts of steel"),
                Map.of("Berlin", 12),
                "A bolt of steel for the house, a bolt of steel for the garden. ".repeat(6),
                null);
    }

    private static float[] floats() {
        float[] floats = new float[100];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = i / 10;
        }
        return floats;
    }

    /** Whether a codec of this name writes it. */
    boolean isWrittenBy(String codec) {
        return codec.equals("raw") ? raw || this == TEXT || this == NOTHING : !raw;
    }

    /** Whether this is that value. */
    boolean isSame(@Nullable Object read) {
        return Objects.deepEquals(value, read);
    }
}
