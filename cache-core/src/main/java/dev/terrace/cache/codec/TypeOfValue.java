package dev.terrace.cache.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells the type of a value of which nothing is declared. Collections take theirs from their elements. Stateless. */
final class TypeOfValue {

    /** JSON says of these by itself what they are, so a mixed collection of them keeps its types. */
    private static final Set<Class<?>> SELF_DESCRIBING =
            Set.of(String.class, Boolean.class, Integer.class, Double.class);

    /** What an empty collection holds; joins every other type, so that the others tell, or nobody has to. */
    private static final TypeDescriptor NOTHING = new TypeDescriptor("", List.of(), 0);

    private TypeOfValue() {}

    /**
     * The descriptor of a value; linear in its elements.
     *
     * @throws UnencodableValueException if the value alone does not tell how to read it back
     */
    static TypeDescriptor of(Object value) {
        return closed(of(value, 0));
    }

    private static TypeDescriptor closed(TypeDescriptor open) {
        return open.equals(NOTHING)
                ? TypeDescriptor.OBJECT
                : new TypeDescriptor(
                        open.name(),
                        open.arguments().stream().map(TypeOfValue::closed).toList(),
                        open.dimensions());
    }

    private static TypeDescriptor of(Object value, int depth) {
        if (depth > TypeDescriptor.MAXIMUM_DEPTH) {
            throw new UnencodableValueException(
                    "A value is nested more than %d levels deep, or contains itself; cache a flat one, or a record"
                            .formatted(TypeDescriptor.MAXIMUM_DEPTH));
        }
        if (value instanceof Collection<?> elements) {
            return container(
                    value instanceof Set ? Set.class : List.class, ofElements(elements.stream(), value, depth));
        }
        if (value instanceof Map<?, ?> map) {
            return container(Map.class, ofKeys(map, depth), ofElements(map.values().stream(), value, depth));
        }
        if (value instanceof Optional<?> optional) {
            return container(Optional.class, ofElements(optional.stream(), value, depth));
        }
        return value instanceof Object[] array ? ofArray(array, depth) : ofSingle(value);
    }

    private static TypeDescriptor container(Class<?> type, TypeDescriptor... arguments) {
        return new TypeDescriptor(type.getName(), List.of(arguments), 0);
    }

    private static TypeDescriptor ofSingle(Object value) {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        if (type.getTypeParameters().length > 0 || type.isAnonymousClass() || type.isHidden()) {
            throw open(value);
        }
        return TypeDescriptor.ofRaw(type);
    }

    private static TypeDescriptor ofArray(Object[] array, int depth) {
        Class<?> element = array.getClass().getComponentType();
        TypeDescriptor declared = TypeDescriptor.ofDeclared(element);
        if (declared != null) {
            return declared.array();
        }
        if (element == Object.class) {
            // An array remembers its class: one of Strings alone would come back as a String[].
            if (!describesItself(present(Arrays.stream(array)))) {
                throw open(array);
            }
            return TypeDescriptor.OBJECT.array();
        }
        TypeDescriptor component = ofElements(Arrays.stream(array), array, depth);
        TypeDescriptor raw = TypeDescriptor.ofRaw(element);
        if (!component.name().equals(raw.name()) || component.dimensions() != raw.dimensions()) {
            throw open(array);
        }
        return component.array();
    }

    // ---- what elements have in common

    private static TypeDescriptor ofElements(Stream<? extends @Nullable Object> elements, Object whole, int depth) {
        List<Object> present = present(elements);
        TypeDescriptor joined = joined(present, depth);
        if (joined != null) {
            return joined;
        }
        if (describesItself(present)) {
            return TypeDescriptor.OBJECT;
        }
        throw open(whole);
    }

    /** Keys are strings in JSON: of several types, none would tell which one it was. */
    private static TypeDescriptor ofKeys(Map<?, ?> map, int depth) {
        TypeDescriptor joined = joined(present(map.keySet().stream()), depth);
        if (joined == null) {
            throw open(map);
        }
        return joined;
    }

    private static List<Object> present(Stream<? extends @Nullable Object> elements) {
        List<Object> present = new ArrayList<>();
        elements.forEach(element -> {
            if (element != null) {
                present.add(element);
            }
        });
        return present;
    }

    /** JSON has no number for NaN and the infinities: it writes strings, and strings they would be. */
    private static boolean describesItself(List<Object> elements) {
        return elements.stream()
                .allMatch(element -> SELF_DESCRIBING.contains(element.getClass())
                        && !(element instanceof Double number && !Double.isFinite(number)));
    }

    private static @Nullable TypeDescriptor joined(List<Object> elements, int depth) {
        TypeDescriptor joined = NOTHING;
        for (Object element : elements) {
            joined = joined(joined, of(element, depth + 1));
            if (joined == null) {
                return null;
            }
        }
        return joined;
    }

    private static @Nullable TypeDescriptor joined(TypeDescriptor one, TypeDescriptor other) {
        if (one.equals(other) || other.equals(NOTHING)) {
            return one;
        }
        if (one.equals(NOTHING)) {
            return other;
        }
        int count = one.arguments().size();
        if (!one.name().equals(other.name())
                || one.dimensions() != other.dimensions()
                || count != other.arguments().size()) {
            return null;
        }
        List<TypeDescriptor> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TypeDescriptor argument =
                    joined(one.arguments().get(i), other.arguments().get(i));
            if (argument == null) {
                return null;
            }
            arguments.add(argument);
        }
        return new TypeDescriptor(one.name(), arguments, one.dimensions());
    }

    private static UnencodableValueException open(Object value) {
        return new UnencodableValueException(
                ("A %s does not tell by itself how to read it back; let a @Cacheable method declare its full type, or give the"
                                + " type where the cache is used")
                        .formatted(value.getClass().getName()));
    }
}
