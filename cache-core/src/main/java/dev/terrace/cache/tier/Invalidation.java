package dev.terrace.cache.tier;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What one entry of a log says: which values are no longer true. In bytes it is a letter, then hashes of eight bytes each
 * ({@code K}), tags behind lengths of two bytes ({@code T}), a cache name ({@code C}) or nothing ({@code H}).
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
            List<byte[]> texts = tags.tags.stream()
                    .map(tag -> tag.getBytes(StandardCharsets.UTF_8))
                    .toList();
            int length = texts.stream().mapToInt(text -> 2 + text.length).sum();
            ByteBuffer bytes = ByteBuffer.allocate(1 + length).put((byte) 'T');
            texts.forEach(text -> bytes.putShort((short) text.length).put(text));
            return bytes.array();
        }
        return this instanceof OfCache cache ? ("C" + cache.cache).getBytes(StandardCharsets.UTF_8) : new byte[] {'H'};
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
            case 'T' -> parseTags(body);
            case 'C' -> new OfCache(new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8));
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

    private static OfTags parseTags(ByteBuffer body) {
        List<String> tags = new java.util.ArrayList<>();
        while (body.hasRemaining()) {
            int length = body.remaining() < 2 ? Integer.MAX_VALUE : Short.toUnsignedInt(body.getShort());
            if (length > body.remaining()) {
                throw new MalformedLogException("A tag that ends in the middle");
            }
            byte[] text = new byte[length];
            body.get(text);
            tags.add(new String(text, StandardCharsets.UTF_8));
        }
        return new OfTags(tags);
    }
}
