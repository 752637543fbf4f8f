package dev.terrace.cache.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's serialization, for values that are {@link java.io.Serializable} and nothing better. It is the slowest codec, and what
 * {@code readObject} of an allowed class does, whoever can write to the remote tier can make it do: keep the allow-list narrow.
 *
 * <p>Only classes of the allow-list and the JDK's collections are written and read. A name that is not allowed is never given to
 * a class loader. Depth, array lengths, the number of objects and what collections hash of them are bounded by the bytes that are there. An {@link Optional}, which is not
 * serializable, may be the value itself, but not within it.
 *
 * <p>A class whose {@code serialVersionUID} stays what it was may gain and lose fields, a record always; otherwise its old values
 * are unreadable. Thread-safe.
 */
public final class JavaCodec implements Codec {

    private static final String OPTIONAL = Optional.class.getName();

    private final JavaTypes types;
    private final ClassLoader classes;

    /**
     * @param allowed the classes that a value may consist of, besides collections
     * @param classes where they are found; null for the system's class loader
     */
    public JavaCodec(TypeAllowList allowed, @Nullable ClassLoader classes) {
        this.types = new JavaTypes(allowed);
        this.classes = classes == null ? ClassLoader.getSystemClassLoader() : classes;
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public short id() {
        return 4;
    }

    @Override
    public Encoded encode(Object value, Type declared) {
        OneShot.refuse(value);
        return value instanceof Optional<?> optional
                ? new Encoded(written(value, optional.orElse(null)), OPTIONAL)
                : new Encoded(written(value, value), "");
    }

    private Payload written(Object value, @Nullable Object content) {
        Bytes bytes = new Bytes();
        try (ObjectOutputStream objects = new JavaOutput(bytes, types)) {
            objects.writeObject(content);
            objects.flush();
            JavaStream.check(bytes.payload().toBuffer());
        } catch (InvalidObjectException e) {
            throw unencodable(value, e.getMessage(), e);
        } catch (IOException | StackOverflowError e) {
            throw unencodable(value, e.getClass().getSimpleName(), e);
        }
        return bytes.payload();
    }

    private static UnencodableValueException unencodable(Object value, @Nullable String reason, Throwable cause) {
        return new UnencodableValueException(
                "A %s cannot be serialized: %s; cache a record of what is to be kept, or set 'codec' to json"
                        .formatted(value.getClass().getName(), reason),
                cause);
    }

    @Override
    public Object decode(ByteBuffer payload, String type, Type declared) {
        Object content = read(payload);
        if (type.equals(OPTIONAL)) {
            return Declared.checkedWithin(Optional.ofNullable(content), declared);
        }
        if (content == null) {
            throw new UnreadablePayloadException("It is null but is not marked as null");
        }
        return Declared.checkedWithin(content, declared);
    }

    private @Nullable Object read(ByteBuffer payload) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(
                payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
        try {
            JavaStream.check(payload);
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
        try (JavaInput objects = new JavaInput(bytes, payload.remaining(), types, classes)) {
            return objects.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw unreadable(e);
        } catch (LinkageError | StackOverflowError | InternalError e) {
            // The JDK's own collections throw the last, for a map of an odd number of keys and values.
            throw unreadable(e);
        }
    }

    private static UnreadablePayloadException unreadable(Throwable cause) {
        return new UnreadablePayloadException("It is not a serialized object that may be created", cause);
    }

    /** Gives its bytes away without a copy. */
    private static final class Bytes extends ByteArrayOutputStream {
        Payload payload() {
            return new PayloadBytes(buf, 0, count);
        }
    }
}
