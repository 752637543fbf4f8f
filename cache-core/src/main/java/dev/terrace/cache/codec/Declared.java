package dev.terrace.cache.codec;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What a declared type says without its type arguments. Stateless. */
final class Declared {

    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            char.class, Character.class,
            byte.class, Byte.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    private static final Type[] NONE = {};

    private Declared() {}

    /** The class of a type; {@code Object} if the type leaves it open. */
    static Class<?> rawClass(Type type) {
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

    /**
     * The value, which is one of the declared class.
     *
     * @throws UnreadablePayloadException if it is not
     */
    static Object checked(Object value, Type declared) {
        Class<?> raw = rawClass(declared);
        if (!BOXES.getOrDefault(raw, raw).isInstance(value)) {
            throw new UnreadablePayloadException(
                    "It is a %s, not a %s".formatted(value.getClass().getName(), raw.getName()));
        }
        return value;
    }

    /**
     * The same, and the elements of collections, maps, arrays and {@code Optional} are of the classes declared for them. For codecs
     * whose payload says what it is, as it was when it was written. Linear in the elements.
     */
    static Object checkedWithin(Object value, Type declared) {
        checked(value, declared);
        Type[] arguments =
                declared instanceof ParameterizedType parameterized ? parameterized.getActualTypeArguments() : NONE;
        if (value instanceof Collection<?> elements && arguments.length == 1) {
            checkElements(elements, arguments[0]);
        } else if (value instanceof Map<?, ?> map && arguments.length == 2) {
            checkElements(map.keySet(), arguments[0]);
            checkElements(map.values(), arguments[1]);
        } else if (value instanceof Optional<?> optional && arguments.length == 1) {
            checkElements(optional.stream().toList(), arguments[0]);
        } else if (value instanceof Object[] elements && declared instanceof GenericArrayType array) {
            checkElements(Arrays.asList(elements), array.getGenericComponentType());
        }
        return value;
    }

    private static void checkElements(Collection<?> elements, Type declared) {
        Type bound = declared instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : declared;
        if (bound == Object.class) {
            return;
        }
        for (Object element : elements) {
            if (element != null) {
                checkedWithin(element, bound);
            }
        }
    }
}
