package dev.terrace.cache.engine;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Collection;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells values that nobody can change, and which may be handed out without a copy: basic types, strings, enums, times, and
 * records, {@code Optional} and the JDK's immutable collections of such. What it does not know it takes for changeable. Stateless.
 */
final class Immutables {

    private static final Set<Class<?>> KNOWN = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Locale.class,
            Currency.class);

    private static final int DEEPEST = 16;

    /** Larger collections are copied rather than looked through. */
    private static final int LARGEST = 1_000;

    private Immutables() {}

    /** Whether a value, and all that can be reached from it, can be changed by nobody. */
    static boolean contain(Object value) {
        return contain(value, 0);
    }

    private static boolean contain(@Nullable Object value, int depth) {
        if (value == null || KNOWN.contains(value.getClass()) || value instanceof Enum) {
            return true;
        }
        if (depth > DEEPEST) {
            return false;
        }
        String type = value.getClass().getName();
        if (type.startsWith("java.time.")) {
            return true;
        }
        if (value instanceof Record record) {
            return containComponents(record, depth);
        }
        if (value instanceof Optional<?> optional) {
            return contain(optional.orElse(null), depth + 1);
        }
        return type.startsWith("java.util.ImmutableCollections$") && containElements(value, depth);
    }

    private static boolean containElements(Object container, int depth) {
        if (container instanceof Map<?, ?> map) {
            return map.size() <= LARGEST && containAll(map.keySet(), depth) && containAll(map.values(), depth);
        }
        return container instanceof Collection<?> elements && elements.size() <= LARGEST && containAll(elements, depth);
    }

    private static boolean containAll(Collection<?> elements, int depth) {
        return elements.stream().allMatch(element -> contain(element, depth + 1));
    }

    private static boolean containComponents(Record record, int depth) {
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                if (!contain(component.getAccessor().invoke(record), depth + 1)) {
                    return false;
                }
            }
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }
}
