package dev.terrace.cache.codec;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;

/**
 * Proves that the mapper reads a value back as what it was. The first value of each class under each type is written and
 * read; the others of that class go unread, so that a large list costs a walk over it. It looks into collections, maps,
 * arrays and {@code Optional}; what a class has in its fields is a matter of that class.
 *
 * <p>Thread-safe; remembers classes, no more of them than the mapper itself.
 */
final class ReadBack {

    private record Proven(JavaType type, Class<?> of) {}

    private final ObjectMapper mapper;
    private final String format;
    private final Set<Proven> values = ConcurrentHashMap.newKeySet();
    private final Set<Proven> keys = ConcurrentHashMap.newKeySet();

    ReadBack(ObjectMapper mapper, String format) {
        this.mapper = mapper;
        this.format = format;
    }

    /**
     * Returns if the value, written as this type, is read as what it was.
     *
     * @throws UnencodableValueException if it is not, with the remedy
     */
    void check(JavaType type, @Nullable Object value) {
        if (value instanceof Map<?, ?> map && type.isMapLikeType() && !map.isEmpty()) {
            map.forEach((key, element) -> {
                if (key != null) {
                    checkKey(type.getKeyType(), key);
                }
                check(type.getContentType(), element);
            });
        } else if (value instanceof Collection<?> elements && type.isCollectionLikeType()) {
            elements.forEach(element -> check(type.getContentType(), element));
        } else if (value instanceof Object[] elements && type.isArrayType()) {
            for (Object element : elements) {
                check(type.getContentType(), element);
            }
        } else if (value instanceof Optional<?> optional && type.isReferenceType()) {
            optional.ifPresent(element -> check(type.getContentType(), element));
        } else if (value != null) {
            checkSingle(type, value);
        }
    }

    private void checkSingle(JavaType type, Object value) {
        Proven proof = new Proven(type, classOf(value));
        if (values.contains(proof)) {
            return;
        }
        OneShot.refuse(value);
        Object read = readBack(type, value);
        if (read == null || !isAlike(value, read)) {
            throw new UnencodableValueException(
                    ("A %s in a place for %s would come back as a %s; declare its own class, or give the declared one, if it is"
                                    + " yours, a @JsonTypeInfo")
                            .formatted(
                                    proof.of.getName(),
                                    type.toCanonical(),
                                    read == null ? "null" : read.getClass().getName()));
        }
        if (oneTellsForAll(proof)) {
            values.add(proof);
        }
    }

    /** Not a Long as a Number: whether that comes back as a Long is a matter of how large it is. */
    private static boolean oneTellsForAll(Proven proof) {
        Class<?> declared = proof.type.getRawClass();
        return declared == proof.of
                || declared == Object.class
                || !declared.getName().startsWith("java.");
    }

    private void checkKey(JavaType type, Object key) {
        Proven proof = new Proven(type, classOf(key));
        if (keys.contains(proof)) {
            return;
        }
        Map<Object, String> map = Map.of(key, "x");
        Object read = readBack(mapper.getTypeFactory().constructMapType(Map.class, type, typeOfText()), map);
        if (!map.equals(read)) {
            throw new UnencodableValueException(
                    "A %s is another one after it was a key in %s; use Strings, numbers or enums as keys of the map"
                            .formatted(proof.of.getName(), format));
        }
        keys.add(proof);
    }

    private JavaType typeOfText() {
        return mapper.constructType(String.class);
    }

    private @Nullable Object readBack(JavaType type, Object value) {
        byte[] bytes = mapper.writerFor(type).writeValueAsBytes(value);
        try {
            return mapper.readValue(bytes, type);
        } catch (JacksonException | IllegalArgumentException e) {
            String remedy = type.isAbstract() && !type.isContainerType()
                    ? "give the latter, if it is yours, a @JsonTypeInfo, or declare its own class"
                    : "give its class a constructor and its keys a type that Jackson reads";
            throw new UnencodableValueException(
                    "A %s can be written as %s, but not read back as a %s: %s; %s"
                            .formatted(
                                    value.getClass().getName(),
                                    format,
                                    type.toCanonical(),
                                    e.getClass().getSimpleName(),
                                    remedy),
                    e);
        }
    }

    /** Collections and maps are equal whatever their classes. */
    private static boolean isAlike(Object value, Object read) {
        return classOf(read) == classOf(value)
                || (value instanceof Map && read instanceof Map)
                || (value instanceof Collection && read instanceof Collection);
    }

    private static Class<?> classOf(Object value) {
        return value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    }
}
