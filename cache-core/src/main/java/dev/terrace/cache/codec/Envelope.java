package dev.terrace.cache.codec;

import dev.terrace.cache.Priority;
import dev.terrace.cache.Validators;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the remote tier stores under a key: a header that the protocol reads without touching the value, then the encoded
 * value. Version {@value #VERSION}, big-endian:
 *
 * <pre>
 * magic 2 | version 1 | flags 1 | header length 2 | codec 2 | stamp 8 | ctl 8 | written at 8 |
 * fresh ttl 4 | stale window 4 | load ms 4 | compression 1 | priority 1 | tag count 2 | tags | type descriptor | validators | payload length 4 | payload
 * </pre>
 *
 * The header ends with the payload length. Tags and type descriptor are UTF-8 behind a length of two bytes. A duration has 31 bits: of milliseconds, or of seconds
 * if the top bit is set; all bits set is "for ever". Priority is 0 for none, else 1 to 4 from low to critical. Flag 1 is set for null, 4
 * for an encrypted payload; a reader that does not know a flag cannot read the value. Validators are there only if flag 2 is set: last-modified 8, in milliseconds since
 * the epoch with {@link Long#MIN_VALUE} for none, then the ETag as UTF-8 behind a length of two bytes, 65535 for none. The scripts
 * know two offsets: the stamp, bytes 9 to 16 counted from 1, and the {@linkplain #datesOf dates}, bytes 9 to 44.
 *
 * @param header what the protocol needs
 * @param payload the encoded value; empty for null
 */
public record Envelope(Header header, Payload payload) {

    /** The version that this class writes and the only one that it reads. */
    public static final int VERSION = 1;

    /** Where the stamp begins, counted from 0. */
    public static final int STAMP_OFFSET = 8;

    private static final short MAGIC = (short) 0x7ECC;
    private static final int FIXED_LENGTH = 52;
    private static final int PAYLOAD_LENGTH_BYTES = 4;
    private static final int NULL_VALUE = 1;
    private static final int VALIDATORS = 2;
    private static final int ENCRYPTED = 4;
    private static final int FLAGS = NULL_VALUE | VALIDATORS | ENCRYPTED;
    private static final int DATES_LENGTH = 36;
    private static final int HEADER_LENGTH_OFFSET = 4;
    private static final int NO_ETAG = 0xFFFF;
    private static final int FOR_EVER = -1;

    /** In the order of their numbers. */
    private static final List<Priority> PRIORITIES =
            List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.CRITICAL);

    /** These bytes as the payload. */
    public Envelope(Header header, byte[] payload) {
        this(header, Payload.of(payload));
    }

    /**
     * The header.
     *
     * @param coding how the payload was made
     * @param nullValue whether the value is null
     * @param stamp unique for each write
     * @param ctl the position of the control lane that the writer had applied before the load began
     * @param writtenAt milliseconds since the epoch by the server's clock
     * @param freshMillis how long after that the value is fresh; {@link Long#MAX_VALUE} for ever
     * @param staleMillis how long after that it may still be served stale
     * @param loadMillis how long the load took
     * @param priority what happens to it when a near tier is full; null for what the policy says
     * @param tags the tags of the entry
     * @param type the type descriptor of the value, or empty
     * @param validators what its source is asked with
     */
    public record Header(
            Coding coding,
            boolean nullValue,
            long stamp,
            long ctl,
            long writtenAt,
            long freshMillis,
            long staleMillis,
            int loadMillis,
            @Nullable Priority priority,
            Set<String> tags,
            String type,
            Validators validators) {

        /** @throws IllegalArgumentException if a duration is negative */
        public Header {
            if (freshMillis < 0 || staleMillis < 0 || loadMillis < 0) {
                throw new IllegalArgumentException("A duration is negative: fresh %d ms, stale %d ms, load %d ms; use 0"
                        .formatted(freshMillis, staleMillis, loadMillis));
            }
        }
    }

    /**
     * The bytes.
     *
     * @throws UnencodableValueException if tags and type descriptor do not fit into a header of 64 KB
     */
    public byte[] toBytes() {
        return bytesOf(headOf(header), payload);
    }

    /** The bytes of an envelope that begins with these, as {@link #headOf} gave them. */
    static byte[] bytesOf(byte[] head, Payload payload) {
        ByteBuffer bytes = ByteBuffer.allocate(head.length + PAYLOAD_LENGTH_BYTES + payload.length());
        bytes.put(head).putInt(payload.length());
        payload.writeTo(bytes);
        return bytes.array();
    }

    /**
     * The bytes of a header but for the payload length at its end: what an encrypted payload belongs to.
     *
     * @throws UnencodableValueException if tags and type descriptor do not fit into a header of 64 KB
     */
    static byte[] headOf(Header header) {
        byte[] type = utf8(header.type());
        byte[][] tags = header.tags().stream().map(Envelope::utf8).toArray(byte[][]::new);
        byte[] validators = bytesOf(header.validators());
        int headerLength = FIXED_LENGTH + 2 + type.length + 2 * tags.length + lengthOf(tags) + validators.length;
        if (headerLength > 0xFFFF) {
            throw new UnencodableValueException(
                    "Its tags, type and ETag take %d bytes; the header of an entry has 65535".formatted(headerLength));
        }
        ByteBuffer bytes = ByteBuffer.allocate(headerLength - PAYLOAD_LENGTH_BYTES);
        bytes.putShort(MAGIC).put((byte) VERSION).put((byte) flags(header));
        bytes.putShort((short) headerLength).putShort(header.coding().codec());
        putDates(bytes, header);
        bytes.put(header.coding().compression()).put(numberOf(header.priority()));
        bytes.putShort((short) tags.length);
        for (byte[] tag : tags) {
            bytes.putShort((short) tag.length).put(tag);
        }
        bytes.putShort((short) type.length).put(type).put(validators);
        return bytes.array();
    }

    private static int flags(Header header) {
        return (header.nullValue() ? NULL_VALUE : 0)
                | (header.validators().isEmpty() ? 0 : VALIDATORS)
                | (header.coding().encrypted() ? ENCRYPTED : 0);
    }

    private static void putDates(ByteBuffer bytes, Header header) {
        bytes.putLong(header.stamp()).putLong(header.ctl()).putLong(header.writtenAt());
        bytes.putInt(packed(header.freshMillis())).putInt(packed(header.staleMillis()));
        bytes.putInt(header.loadMillis());
    }

    /** What changes when a value begins a new life: stamp, ctl, times. They stand behind each other, from the stamp on. */
    public static byte[] datesOf(Header header) {
        ByteBuffer bytes = ByteBuffer.allocate(DATES_LENGTH);
        putDates(bytes, header);
        return bytes.array();
    }

    private static byte[] bytesOf(Validators validators) {
        if (validators.isEmpty()) {
            return new byte[0];
        }
        Instant lastModified = validators.lastModified();
        byte[] etag = validators.etag() != null ? utf8(validators.etag()) : null;
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + Short.BYTES + (etag != null ? etag.length : 0));
        bytes.putLong(lastModified != null ? lastModified.toEpochMilli() : Long.MIN_VALUE);
        bytes.putShort((short) (etag != null ? etag.length : NO_ETAG));
        if (etag != null) {
            bytes.put(etag);
        }
        return bytes.array();
    }

    /**
     * The envelope in these bytes.
     *
     * @throws UnreadablePayloadException if they are not one, are truncated, go on behind it or are of another version
     */
    public static Envelope parse(byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        Header header = parseHeader(bytes);
        int headerLength = bytes.position();
        int payloadLength = bytes.getInt(headerLength - PAYLOAD_LENGTH_BYTES);
        if (bytes.remaining() != payloadLength) {
            throw new UnreadablePayloadException(
                    "Its payload has %d bytes; %d were written".formatted(bytes.remaining(), payloadLength));
        }
        return new Envelope(header, Payload.of(stored, headerLength));
    }

    /** Of the bytes of an envelope that parses, those that {@link #headOf} gave. */
    static byte[] headOf(byte[] stored) {
        int headerLength = Short.toUnsignedInt(ByteBuffer.wrap(stored).getShort(HEADER_LENGTH_OFFSET));
        return Arrays.copyOf(stored, headerLength - PAYLOAD_LENGTH_BYTES);
    }

    /**
     * The header that these bytes begin with, whether or not the value follows.
     *
     * @throws UnreadablePayloadException if it is none, is truncated or is of another version
     */
    public static Header parseHeader(byte[] stored) {
        return parseHeader(ByteBuffer.wrap(stored));
    }

    /** Leaves the position behind the header. */
    private static Header parseHeader(ByteBuffer bytes) {
        try {
            if (bytes.getShort() != MAGIC) {
                throw new UnreadablePayloadException("It does not begin as a value of this library");
            }
            int version = bytes.get();
            if (version != VERSION) {
                throw new UnreadablePayloadException(
                        "Its version is %d; this instance reads %d".formatted(version, VERSION));
            }
            int flags = bytes.get();
            if ((flags & ~FLAGS) != 0) {
                throw new UnreadablePayloadException("It has flags that this instance does not know");
            }
            int headerLength = Short.toUnsignedInt(bytes.getShort());
            Header header = parseFields(bytes, flags);
            bytes.getInt();
            if (bytes.position() != headerLength) {
                throw new UnreadablePayloadException("Its header is not as long as it says");
            }
            return header;
        } catch (BufferUnderflowException e) {
            throw new UnreadablePayloadException("It is truncated", e);
        }
    }

    private static Header parseFields(ByteBuffer bytes, int flags) {
        boolean nullValue = (flags & NULL_VALUE) != 0;
        short codec = bytes.getShort();
        long stamp = bytes.getLong();
        long ctl = bytes.getLong();
        long writtenAt = bytes.getLong();
        long fresh = unpacked(bytes.getInt());
        long stale = unpacked(bytes.getInt());
        int load = bytes.getInt();
        if (load < 0) {
            throw new UnreadablePayloadException("Its load took %d ms".formatted(load));
        }
        Coding coding = new Coding(codec, bytes.get(), (flags & ENCRYPTED) != 0);
        Priority priority = priorityOf(bytes.get());
        int count = Short.toUnsignedInt(bytes.getShort());
        Set<String> tags = count == 0 ? Set.of() : new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            tags.add(parseText(bytes));
        }
        String type = parseText(bytes);
        Validators validators = (flags & VALIDATORS) != 0 ? parseValidators(bytes) : Validators.NONE;
        return new Header(
                coding, nullValue, stamp, ctl, writtenAt, fresh, stale, load, priority, tags, type, validators);
    }

    private static Validators parseValidators(ByteBuffer bytes) {
        long lastModified = bytes.getLong();
        int length = Short.toUnsignedInt(bytes.getShort());
        String etag = length != NO_ETAG ? parseText(bytes, length) : null;
        try {
            return new Validators(etag, lastModified != Long.MIN_VALUE ? Instant.ofEpochMilli(lastModified) : null);
        } catch (IllegalArgumentException e) {
            throw new UnreadablePayloadException("Its validators are none", e);
        }
    }

    private static String parseText(ByteBuffer bytes) {
        return parseText(bytes, Short.toUnsignedInt(bytes.getShort()));
    }

    private static String parseText(ByteBuffer bytes, int length) {
        if (length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** How many bytes an envelope has whose header these are. */
    public static long sizeOf(byte[] header) {
        return header.length + (long) ByteBuffer.wrap(header).getInt(header.length - PAYLOAD_LENGTH_BYTES);
    }

    /** The stamp as the scripts compare it: eight bytes, fewer if what is stored is no envelope. */
    public static byte[] stampOf(byte[] stored) {
        int from = Math.min(STAMP_OFFSET, stored.length);
        return Arrays.copyOfRange(stored, from, Math.min(from + 8, stored.length));
    }

    /** This stamp as the scripts compare it. */
    public static byte[] stampOf(long stamp) {
        return ByteBuffer.allocate(Long.BYTES).putLong(stamp).array();
    }

    private static byte numberOf(@Nullable Priority priority) {
        return (byte) (priority != null ? PRIORITIES.indexOf(priority) + 1 : 0);
    }

    private static @Nullable Priority priorityOf(byte number) {
        if (number < 0 || number > PRIORITIES.size()) {
            throw new UnreadablePayloadException("Its priority is number %d".formatted(number));
        }
        return number != 0 ? PRIORITIES.get(number - 1) : null;
    }

    private static int packed(long millis) {
        if (millis == Long.MAX_VALUE) {
            return FOR_EVER;
        }
        if (millis <= Integer.MAX_VALUE) {
            return (int) millis;
        }
        long seconds = Math.min(millis / 1000, Integer.MAX_VALUE - 1L);
        return (int) seconds | Integer.MIN_VALUE;
    }

    private static long unpacked(int packed) {
        if (packed == FOR_EVER) {
            return Long.MAX_VALUE;
        }
        return packed >= 0 ? packed : (packed & Integer.MAX_VALUE) * 1000L;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int lengthOf(byte[][] texts) {
        return Arrays.stream(texts).mapToInt(text -> text.length).sum();
    }
}
