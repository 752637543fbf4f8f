package dev.terrace.cache.codec;

import dev.terrace.cache.CachePolicy.Compressing;
import dev.terrace.cache.fuzzing.FuzzTarget;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stored values: an envelope and a value, or unreadable. */
public final class FormatFuzzTargets {

    private static final int MAXIMUM = 1 << 14;

    /** What parsing may take besides: the header as objects, and what the fuzzer itself does on this thread. */
    private static final long BESIDES = 64 << 10;

    private FormatFuzzTargets() {}

    public static Stream<FuzzTarget> all() {
        return Stream.of(new Header(), new Value(false), new Value(true), new Unpacked());
    }

    private static ValueFormat format(String compression, boolean encrypted) {
        ValueFormats formats = new ValueFormats(
                List.of(new Bytes()), Compressions.present(), new TinkEncryption(Keysets.of(1), "shop"));
        return formats.of("products", Formats.storage("json", new Compressing(compression, 0), encrypted, MAXIMUM));
    }

    private static Stream<byte[]> stored(boolean encrypted) {
        byte[] value = "a value of some words, of some more words ".repeat(3).getBytes(StandardCharsets.UTF_8);
        return Stream.of("none", "lz4", "zstd", "gzip")
                .map(compression -> Formats.stored(format(compression, encrypted), value));
    }

    /** In place of a codec, which is fuzzed elsewhere: nothing but the bytes. */
    private record Bytes() implements Codec {
        @Override
        public String name() {
            return "json";
        }

        @Override
        public short id() {
            return 1;
        }

        @Override
        public Encoded encode(Object value, Type declared) {
            return new Encoded((byte[]) value, "");
        }

        @Override
        public Object decode(ByteBuffer payload, String type, Type declared) {
            return payload.remaining();
        }
    }

    /** A header, and the envelope around it. */
    private record Header() implements FuzzTarget {

        @Override
        public void take(byte[] bytes) {
            Envelope.Header header;
            try {
                header = Envelope.parseHeader(bytes);
            } catch (UnreadablePayloadException declared) {
                return;
            }
            try {
                Envelope envelope = Envelope.parse(bytes);
                require(envelope.header().equals(header), "another header");
                require(Envelope.headOf(bytes).length + 4 + envelope.payload().length() == bytes.length, "lengths");
                byte[] again = envelope.toBytes();
                require(again.length <= 3 * bytes.length, "more bytes than it came from");
                require(Envelope.parse(again).header().equals(header), "another header the second time");
            } catch (UnreadablePayloadException | UnencodableValueException declared) {
                // The payload is not as long as it says; or what was no UTF-8 takes more bytes now than a header has.
            }
        }

        @Override
        public Stream<byte[]> examples() {
            return stored(false);
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    /** A stored value, of any algorithm. */
    private record Value(ValueFormat format, boolean encrypted) implements FuzzTarget {

        Value(boolean encrypted) {
            this(FormatFuzzTargets.format("none", encrypted), encrypted);
        }

        @Override
        public void take(byte[] bytes) {
            withinBounds(bytes.length, () -> format.open(bytes, Object.class, Formats.PLACE));
        }

        @Override
        public Stream<byte[]> examples() {
            return stored(encrypted);
        }
    }

    /** Compressed bytes: of any algorithm, as its number in front says. */
    private record Unpacked() implements FuzzTarget {

        private static final PayloadCompression COMPRESSION = new PayloadCompression(
                CompressionChoice.NONE,
                0,
                Compressions.present().stream().collect(Collectors.toMap(Compression::id, any -> any)),
                MAXIMUM);

        @Override
        public void take(byte[] bytes) {
            if (bytes.length > 0) {
                withinBounds(bytes.length, () -> {
                    ByteBuffer plain = COMPRESSION.unpack(ByteBuffer.wrap(bytes, 1, bytes.length - 1), bytes[0]);
                    require(plain.remaining() <= Math.max(MAXIMUM, bytes.length), "more than the maximum");
                });
            }
        }

        @Override
        public Stream<byte[]> examples() {
            return Compressions.present().stream().map(by -> {
                byte[] plain = new byte[200];
                Arrays.fill(plain, 0, 100, (byte) 'x');
                byte[] compressed = new CompressedPayload(plain.length, by.compress(plain)).toBytes();
                return ByteBuffer.allocate(1 + compressed.length)
                        .put(by.id())
                        .put(compressed)
                        .array();
            });
        }
    }

    /** The first time a class may be loaded, which is no part of it. */
    private static void withinBounds(int length, Runnable opening) {
        long bound = 16L * length + 2 * MAXIMUM + BESIDES;
        if (taken(opening) > bound) {
            long taken = taken(opening);
            require(taken <= bound, "%d bytes of memory for %d bytes".formatted(taken, length));
        }
    }

    private static long taken(Runnable opening) {
        long before = Allocated.byNow();
        try {
            opening.run();
        } catch (UnreadablePayloadException declared) {
            // As it may be.
        }
        return Allocated.byNow() - before;
    }
}
