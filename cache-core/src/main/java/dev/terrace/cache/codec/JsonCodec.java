package dev.terrace.cache.codec;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON through Jackson 3, so that people can read their cache with redis-cli.
 *
 * <p>A value is read as the type that its method declares. Where nothing is declared, or the value is of a subtype of what is,
 * the type descriptor of the envelope says what it was; its class names must pass the allow-list. Fields that the reader's
 * class does not know are ignored.
 *
 * <p>A value that would come back as another one is refused: an element of a subclass in a place whose type carries no
 * {@code @JsonTypeInfo}, keys that JSON turns into strings for good. The first value of a class is read back to know. What
 * the fields of a class hold is not looked at: there Jackson's annotations decide. Times keep their zone and offset,
 * whatever the application's mapper does to them. Thread-safe.
 */
public final class JsonCodec implements Codec {

    /** With any of these a time comes back in another zone, or less exact. */
    private static final DateTimeFeature[] LOSSY = {
        DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE,
        DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID,
        DateTimeFeature.TRUNCATE_TO_MSECS_ON_READ,
        DateTimeFeature.TRUNCATE_TO_MSECS_ON_WRITE,
        DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS,
        DateTimeFeature.WRITE_DATES_WITH_CONTEXT_TIME_ZONE,
        DateTimeFeature.WRITE_DATE_KEYS_AS_TIMESTAMPS
    };

    /** If one of these is off, it does so too. */
    private static final DateTimeFeature[] EXACT = {
        DateTimeFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS,
        DateTimeFeature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS,
        DateTimeFeature.WRITE_DATES_WITH_ZONE_ID
    };

    private final JsonMapper mapper;
    private final TypeAllowList allowed;
    private final ClassLoader classes;
    private final ReadBack readBack;

    /**
     * @param mapper the mapper of the application, or a plain one; it is copied
     * @param allowed the classes that a type descriptor may name
     * @param classes where they are found; null for the class loader that started the application, the system's, which does
     *     not see classes of a container or of an archive within an archive
     */
    public JsonCodec(JsonMapper mapper, TypeAllowList allowed, @Nullable ClassLoader classes) {
        this.mapper = mapper.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(LOSSY)
                .enable(EXACT)
                .build();
        this.allowed = allowed;
        this.classes = classes == null ? ClassLoader.getSystemClassLoader() : classes;
        this.readBack = new ReadBack(this.mapper);
    }

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
        TypeDescriptor descriptor = descriptorOf(value, declared);
        try {
            Type type = isDeclared(descriptor, declared) ? declared : descriptor.toType(allowed, classes);
            JavaType javaType = mapper.constructType(type);
            byte[] payload = mapper.writerFor(javaType).writeValueAsBytes(value);
            readBack.check(javaType, value);
            return new Encoded(payload, descriptor.toString());
        } catch (UnreadablePayloadException e) {
            throw new UnencodableValueException(
                    "A %s could not be read back: %s".formatted(value.getClass().getName(), e.getMessage()), e);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new UnencodableValueException(
                    "A %s cannot be written as JSON: %s; cache a record or a bean of what is to be kept"
                            .formatted(value.getClass().getName(), e.getClass().getSimpleName()),
                    e);
        }
    }

    private static boolean isDeclared(TypeDescriptor descriptor, Type declared) {
        return descriptor.equals(TypeDescriptor.ofDeclared(declared));
    }

    private static TypeDescriptor descriptorOf(Object value, Type declared) {
        TypeDescriptor descriptor = TypeDescriptor.ofDeclared(declared);
        boolean sameClass = rawClass(declared).equals(value.getClass());
        boolean tellsAll = sameClass || isContainer(rawClass(declared));
        return descriptor != null && tellsAll && rawClass(declared).isInstance(value)
                ? descriptor
                : TypeOfValue.of(value);
    }

    @Override
    public Object decode(byte[] payload, String type, Type declared) {
        try {
            Object value = mapper.readValue(payload, mapper.constructType(typeToRead(type, declared)));
            if (value == null) {
                throw new UnreadablePayloadException("It says null but is not marked as null");
            }
            return value;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new UnreadablePayloadException("It is not JSON of the type %s".formatted(type), e);
        }
    }

    /** The declared type, unless the stored one says more: when nothing is declared, or a supertype. */
    private Type typeToRead(String type, Type declared) {
        TypeDescriptor open = TypeDescriptor.ofDeclared(declared);
        if (open == null) {
            return TypeDescriptor.parse(type).toType(allowed, classes);
        }
        if (open.toString().equals(type) || isContainer(rawClass(declared))) {
            return declared;
        }
        Type stored;
        try {
            stored = TypeDescriptor.parse(type).toType(allowed, classes);
        } catch (UnreadablePayloadException renamedOrForeign) {
            return declared;
        }
        return rawClass(declared).isAssignableFrom(rawClass(stored)) ? stored : declared;
    }

    private static boolean isContainer(Class<?> type) {
        return Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || Optional.class == type
                || type.isArray();
    }

    private static Class<?> rawClass(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return rawClass(array.getGenericComponentType()).arrayType();
        }
        return Object.class;
    }
}
