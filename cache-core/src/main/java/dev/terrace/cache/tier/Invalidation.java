package dev.terrace.cache.tier;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one entry of a log says: which values are no longer true. In bytes it is a letter, then hashes of eight bytes each
 * ({@code K}), texts behind lengths of two bytes ({@code T} tags, {@code P} a cache and a glob, {@code R} an operation), a cache
 * name ({@code C}), a position ({@code F}) or nothing ({@code H}).
 */
public sealed interface Invalidation {

    /**
     * Single keys.
     *
     * @param hashes their {@link dev.terrace.cache.codec.KeyHash hashes}
     */
    record OfKeys(List<Long> hashes) implements Invalidation {
        public OfKeys {
            hashes = List.copyOf(hashes);
        }
    }

    /** Every entry of the namespace that carries one of these tags. */
    record OfTags(List<String> tags) implements Invalidation {
        public OfTags {
            tags = List.copyOf(tags);
        }
    }

    /** Every entry of this cache. */
    record OfCache(String cache) implements Invalidation {}

    /** Every entry of a cache whose key matches, as long as the pattern is {@linkplain ActivePattern active}. */
    record OfPattern(KeyPattern pattern) implements Invalidation {}

    /**
     * Nothing more: no old value of a pattern is left.
     *
     * @param pattern the operation that appended the pattern
     */
    record Retired(String pattern) implements Invalidation {}

    /**
     * Every entry that carries a control position between this one and the record itself.
     *
     * @param from the last position that is reliable
     */
    record Fenced(long from) implements Invalidation {}

    /** Nothing: it begins a log, so that there is a place to continue from. */
    record None() implements Invalidation {}

    /** This invalidation in bytes. */
    default byte[] toBytes() {
        if (this instanceof OfKeys keys) {
            ByteBuffer bytes = ByteBuffer.allocate(1 + 8 * keys.hashes.size()).put((byte) 'K');
            keys.hashes.forEach(bytes::putLong);
            return bytes.array();
        }
        if (this instanceof OfTags tags) {
            return texts('T', tags.tags);
        }
        if (this instanceof OfPattern pattern) {
            return texts('P', List.of(pattern.pattern.cache(), pattern.pattern.glob()));
        }
        if (this instanceof Retired retired) {
            return texts('R', List.of(retired.pattern));
        }
        if (this instanceof Fenced fenced) {
            return ByteBuffer.allocate(9).put((byte) 'F').putLong(fenced.from).array();
        }
        return this instanceof OfCache cache ? ("C" + cache.cache).getBytes(StandardCharsets.UTF_8) : new byte[] {'H'};
    }

    private static byte[] texts(char kind, List<String> texts) {
        List<byte[]> encoded = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        int length = encoded.stream().mapToInt(text -> 2 + text.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(1 + length).put((byte) kind);
        encoded.forEach(text -> bytes.putShort((short) text.length).put(text));
        return bytes.array();
    }

    /**
     * The invalidation in these bytes.
     *
     * @throws MalformedLogException if they are none
     */
    static Invalidation parse(byte[] bytes) {
        if (bytes.length == 0) {
            throw new MalformedLogException("An empty record");
        }
        ByteBuffer body = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        return switch (bytes[0]) {
            case 'K' -> parseKeys(body);
            case 'T' -> new OfTags(parseTexts(body));
            case 'C' -> new OfCache(new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8));
            case 'P' -> {
                List<String> parts = parseTexts(body, 2);
                yield new OfPattern(new KeyPattern(parts.get(0), parts.get(1)));
            }
            case 'R' -> new Retired(parseTexts(body, 1).get(0));
            case 'F' -> parseFence(body);
            case 'H' -> new None();
            default -> throw new MalformedLogException("A record of an unknown kind: " + bytes[0]);
        };
    }

    private static OfKeys parseKeys(ByteBuffer body) {
        if (body.remaining() % 8 != 0) {
            throw new MalformedLogException("Key hashes that end in the middle");
        }
        Long[] hashes = new Long[body.remaining() / 8];
        Arrays.setAll(hashes, i -> body.getLong());
        return new OfKeys(List.of(hashes));
    }

    private static Fenced parseFence(ByteBuffer body) {
        if (body.remaining() != 8) {
            throw new MalformedLogException("A position of %d bytes".formatted(body.remaining()));
        }
        return new Fenced(body.getLong());
    }

    private static List<String> parseTexts(ByteBuffer body, int count) {
        List<String> texts = parseTexts(body);
        if (texts.size() != count) {
            throw new MalformedLogException("%d texts where %d belong".formatted(texts.size(), count));
        }
        return texts;
    }

    private static List<String> parseTexts(ByteBuffer body) {
        List<String> texts = new ArrayList<>();
        while (body.hasRemaining()) {
            int length = body.remaining() < 2 ? Integer.MAX_VALUE : Short.toUnsignedInt(body.getShort());
            if (length > body.remaining()) {
                throw new MalformedLogException("A text that ends in the middle");
            }
            byte[] text = new byte[length];
            body.get(text);
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
        return texts;
    }
}
