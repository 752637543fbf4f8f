package dev.terrace.cache.codec;

import java.io.InvalidObjectException;
import java.io.ObjectStreamConstants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a stream of the JDK's serialization without creating anything of it, to know what it costs to read.
 *
 * <p>Collections hash their elements while they are read. Where one object is an element of many others, and those of many
 * more, some hundred bytes take years ("billion laughs"), which no limit of an {@link java.io.ObjectInputFilter} sees. So all hashing
 * collections together may have only so many elements, those of their elements included and each counted as often as it is reached.
 *
 * <p>Grammar: Java Object Serialization Specification, chapter 6.4. Linear in the bytes. Not thread-safe.
 */
final class JavaStream implements ObjectStreamConstants {

    /** How deep objects may be nested. */
    static final int MAXIMUM_DEPTH = 100;

    /** So many elements are hashed in some milliseconds. */
    private static final long HASHED_AT_LEAST = 1_000_000;

    private static final int HASHED_PER_BYTE = 16;

    private static final Set<String> HASHING = Set.of(
            "java.util.HashMap", "java.util.HashSet", "java.util.TreeMap", "java.util.TreeSet", "java.util.CollSer");

    private record Description(
            String name, int flags, String fields, @Nullable Description parent) {
        boolean hashes() {
            return HASHING.contains(name) || (parent != null && parent.hashes());
        }
    }

    /** What a later reference may mean. An object that is still being read counts as one: it has no other weight yet. */
    private static final class Handle {
        private @Nullable Description description;
        private long weight = 1;
    }

    private final ByteBuffer stream;
    private final List<Handle> handles = new ArrayList<>();
    private final long maximumHashed;
    private long hashed;

    private JavaStream(ByteBuffer stream) {
        this.stream = stream;
        this.maximumHashed = HASHED_AT_LEAST + (long) HASHED_PER_BYTE * stream.remaining();
    }

    /**
     * Returns if the stream can be read at a cost in proportion to its length.
     *
     * @throws InvalidObjectException if it cannot
     * @throws RuntimeException if it is cut off
     */
    static void check(ByteBuffer bytes) throws InvalidObjectException {
        JavaStream stream = new JavaStream(bytes.slice());
        if (stream.stream.getShort() != STREAM_MAGIC || stream.stream.getShort() != STREAM_VERSION) {
            throw malformed();
        }
        stream.content(1);
    }

    /** Reads one object and gives its weight: itself and all that can be reached from it, along every path. */
    private long content(int depth) throws InvalidObjectException {
        if (depth > MAXIMUM_DEPTH) {
            throw new InvalidObjectException("nested more than %d levels deep".formatted(MAXIMUM_DEPTH));
        }
        byte tag = stream.get();
        switch (tag) {
            case TC_NULL -> {
                return 1;
            }
            case TC_REFERENCE -> {
                return referenced().weight;
            }
            case TC_OBJECT -> {
                return object(depth);
            }
            case TC_ARRAY -> {
                return array(depth);
            }
            case TC_ENUM -> {
                description(depth);
                newHandle();
                content(depth + 1);
            }
            case TC_CLASS -> {
                description(depth);
                newHandle();
            }
            case TC_STRING -> {
                newHandle();
                skip(Short.toUnsignedInt(stream.getShort()));
            }
            case TC_LONGSTRING -> {
                newHandle();
                skip(stream.getLong());
            }
            default -> throw malformed();
        }
        return 1;
    }

    private long object(int depth) throws InvalidObjectException {
        Description description = description(depth);
        if (description == null) {
            throw malformed();
        }
        Handle handle = newHandle();
        long weight = added(1, data(description, depth + 1));
        handle.weight = weight;
        if (description.hashes()) {
            hashed = added(hashed, weight);
            if (hashed > maximumHashed) {
                throw new InvalidObjectException("more elements to hash than its length allows");
            }
        }
        return weight;
    }

    /** What the superclasses have written, then what the class itself has. */
    private long data(Description description, int depth) throws InvalidObjectException {
        long weight = description.parent == null ? 0 : data(description.parent, depth);
        if ((description.flags & SC_EXTERNALIZABLE) != 0) {
            if ((description.flags & SC_BLOCK_DATA) == 0) {
                throw malformed();
            }
            return added(weight, annotation(depth));
        }
        for (int i = 0; i < description.fields.length(); i++) {
            weight = added(weight, value(description.fields.charAt(i), depth));
        }
        return (description.flags & SC_WRITE_METHOD) != 0 ? added(weight, annotation(depth)) : weight;
    }

    private long value(char type, int depth) throws InvalidObjectException {
        int size = sizeOf(type);
        if (size == 0) {
            return content(depth);
        }
        skip(size);
        return 0;
    }

    /** In bytes; 0 for an object. */
    private static int sizeOf(char type) throws InvalidObjectException {
        return switch (type) {
            case 'Z', 'B' -> Byte.BYTES;
            case 'C', 'S' -> Short.BYTES;
            case 'I', 'F' -> Integer.BYTES;
            case 'J', 'D' -> Long.BYTES;
            case 'L', '[' -> 0;
            default -> throw malformed();
        };
    }

    private long array(int depth) throws InvalidObjectException {
        Description description = description(depth);
        if (description == null || description.name.length() < 2) {
            throw malformed();
        }
        Handle handle = newHandle();
        int length = stream.getInt();
        int size = sizeOf(description.name.charAt(1));
        long weight = 1;
        if (size > 0) {
            skip((long) length * size);
        } else {
            for (int i = 0; i < length; i++) {
                weight = added(weight, content(depth + 1));
            }
        }
        handle.weight = weight;
        return weight;
    }

    /** What a class writes by itself: bytes and objects. */
    private long annotation(int depth) throws InvalidObjectException {
        long weight = 0;
        while (true) {
            switch (stream.get(stream.position())) {
                case TC_ENDBLOCKDATA -> {
                    skip(1);
                    return weight;
                }
                case TC_BLOCKDATA -> {
                    skip(1);
                    skip(Byte.toUnsignedInt(stream.get()));
                }
                case TC_BLOCKDATALONG -> {
                    skip(1);
                    skip(stream.getInt());
                }
                default -> weight = added(weight, content(depth));
            }
        }
    }

    private @Nullable Description description(int depth) throws InvalidObjectException {
        if (depth > MAXIMUM_DEPTH) {
            throw malformed();
        }
        byte tag = stream.get();
        if (tag == TC_NULL) {
            return null;
        }
        if (tag == TC_REFERENCE) {
            Description known = referenced().description;
            if (known == null) {
                throw malformed();
            }
            return known;
        }
        if (tag != TC_CLASSDESC) {
            throw malformed();
        }
        String name = text();
        skip(Long.BYTES);
        Handle handle = newHandle();
        int flags = stream.get();
        String fields = fields(depth);
        annotation(depth + 1);
        handle.description = new Description(name, flags, fields, description(depth + 1));
        return handle.description;
    }

    /** The types of the fields, a letter each. */
    private String fields(int depth) throws InvalidObjectException {
        StringBuilder fields = new StringBuilder();
        for (int i = stream.getShort(); i > 0; i--) {
            char type = (char) stream.get();
            text();
            if (sizeOf(type) == 0) {
                content(depth + 1);
            }
            fields.append(type);
        }
        return fields.toString();
    }

    private Handle newHandle() {
        Handle handle = new Handle();
        handles.add(handle);
        return handle;
    }

    private Handle referenced() {
        return handles.get(stream.getInt() - baseWireHandle);
    }

    /** Names are compared with such that are ASCII; all others only have to be passed. */
    private String text() throws InvalidObjectException {
        int from = stream.arrayOffset() + stream.position() + Short.BYTES;
        int length = Short.toUnsignedInt(stream.getShort());
        skip(length);
        return new String(stream.array(), from, length, StandardCharsets.ISO_8859_1);
    }

    private void skip(long bytes) throws InvalidObjectException {
        if (bytes < 0 || bytes > stream.remaining()) {
            throw malformed();
        }
        stream.position(stream.position() + (int) bytes);
    }

    private static long added(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static InvalidObjectException malformed() {
        return new InvalidObjectException("not a stream of objects");
    }
}
