package dev.terrace.cache.codec;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.MapperBuilder;

/**
 * What the formats of Jackson 3 have in common.
 *
 * <p>A value is read as the type that its method declares. Where nothing is declared, or the value is of a subtype of what is,
 * the type descriptor of the envelope says what it was; its class names must pass the allow-list, and so must those that an
 * application's {@code @JsonTypeInfo} reads from the payload. Fields that the reader's class does not know are ignored, those that
 * are missing have their default.
 *
 * <p>A value that would come back as another one is refused: an element of a subclass in a place whose type carries no
 * {@code @JsonTypeInfo}, keys that are turned into strings for good. The first value of a class is read back to know. What
 * the fields of a class hold is not looked at: there Jackson's annotations decide. Times keep their zone and offset,
 * whatever the application's mapper does to them. Thread-safe.
 */
abstract sealed class JacksonCodec implements Codec permits JsonCodec, CborCodec {

    /** Texts that others may have written: more than an application has types are not remembered. */
    private static final int MOST_READERS = 1_000;

    private final String format;
    private final Supplier<MapperBuilder<?, ?>> copies;
    private final TypeAllowList allowed;
    private final ClassLoader classes;
    private volatile @Nullable Mapping made;
    private final Map<Stored, PayloadReader> readers = new ConcurrentHashMap<>();

    /** What a value is stored as, and what is expected. */
    private record Stored(String type, Type declared) {}

    /** A mapper, and what it has proven to read back. */
    private record Mapping(ObjectMapper mapper, ReadBack readBack) {}

    /** @param copies asked once, with the first value or to {@link #prepare}, for what the mapper is made of */
    JacksonCodec(
            String format, Supplier<MapperBuilder<?, ?>> copies, TypeAllowList allowed, @Nullable ClassLoader classes) {
        this.format = format;
        this.copies = copies;
        this.allowed = allowed;
        this.classes = classes == null ? ClassLoader.getSystemClassLoader() : classes;
    }

    /** Makes the mapper now: what is wrong with it is wrong at start-up. */
    final void prepare() {
        var unused = mapping();
    }

    private Mapping mapping() {
        Mapping mapping = made;
        return mapping != null ? mapping : make();
    }

    private Mapping make() {
        synchronized (copies) {
            Mapping mapping = made;
            if (mapping == null) {
                ObjectMapper mapper = StoredMapper.of(copies.get(), allowed);
                mapping = new Mapping(mapper, new ReadBack(mapper, format));
                made = mapping;
            }
            return mapping;
        }
    }

    @Override
    public final Encoded encode(Object value, Type declared) {
        OneShot.refuse(value);
        TypeDescriptor descriptor = descriptorOf(value, declared);
        try {
            Type type = isDeclared(descriptor, declared) ? declared : descriptor.toType(allowed, classes);
            Mapping mapping = mapping();
            JavaType javaType = mapping.mapper().constructType(type);
            mapping.readBack().check(javaType, value);
            byte[] payload = mapping.mapper().writerFor(javaType).writeValueAsBytes(value);
            return new Encoded(payload, descriptor.toString());
        } catch (UnreadablePayloadException e) {
            throw new UnencodableValueException(
                    "A %s could not be read back: %s".formatted(value.getClass().getName(), e.getMessage()), e);
        } catch (JacksonException | IllegalArgumentException | StackOverflowError e) {
            throw new UnencodableValueException(
                    "A %s cannot be written as %s: %s; cache a record or a bean of what is to be kept"
                            .formatted(
                                    value.getClass().getName(),
                                    format,
                                    e.getClass().getSimpleName()),
                    e);
        }
    }

    private static boolean isDeclared(TypeDescriptor descriptor, Type declared) {
        return descriptor.equals(TypeDescriptor.ofDeclared(declared));
    }

    private static TypeDescriptor descriptorOf(Object value, Type declared) {
        TypeDescriptor descriptor = TypeDescriptor.ofDeclared(declared);
        Class<?> raw = Declared.rawClass(declared);
        boolean tellsAll = raw.equals(value.getClass()) || isContainer(raw);
        return descriptor != null && tellsAll && raw.isInstance(value) ? descriptor : TypeOfValue.of(value);
    }

    @Override
    public final Object decode(ByteBuffer payload, String type, Type declared) {
        try {
            Object value = readerOf(type, declared)
                    .read(payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
            if (value == null) {
                throw new UnreadablePayloadException("It says null but is not marked as null");
            }
            return Declared.checked(value, declared);
        } catch (UnreadablePayloadException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new UnreadablePayloadException("It is not %s of the type %s".formatted(format, type), e);
        }
    }

    private PayloadReader readerOf(String type, Type declared) {
        Stored stored = new Stored(type, declared);
        PayloadReader known = readers.get(stored);
        if (known != null) {
            return known;
        }
        ObjectMapper mapper = mapping().mapper();
        PayloadReader reader = readerOf(mapper, mapper.constructType(typeToRead(type, declared)));
        if (readers.size() < MOST_READERS) {
            readers.put(stored, reader);
        }
        return reader;
    }

    /** What reads values of a type as the mapper does. */
    PayloadReader readerOf(ObjectMapper mapper, JavaType type) {
        ObjectReader reader = mapper.readerFor(type);
        return reader::readValue;
    }

    /** The declared type, unless the stored one says more: when nothing is declared, or a supertype. */
    private Type typeToRead(String type, Type declared) {
        TypeDescriptor open = TypeDescriptor.ofDeclared(declared);
        if (open == null) {
            return TypeDescriptor.parse(type).toType(allowed, classes);
        }
        Class<?> raw = Declared.rawClass(declared);
        if (open.toString().equals(type) || isContainer(raw)) {
            return declared;
        }
        Type stored;
        try {
            stored = TypeDescriptor.parse(type).toType(allowed, classes);
        } catch (UnreadablePayloadException renamedOrForeign) {
            return declared;
        }
        return raw.isAssignableFrom(Declared.rawClass(stored)) ? stored : declared;
    }

    private static boolean isContainer(Class<?> type) {
        return Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || Optional.class == type
                || type.isArray();
    }
}
