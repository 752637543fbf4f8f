package dev.terrace.cache.codec;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The type of a value, written so that it can be read back: {@code java.util.List<com.acme.Product>}, {@code int[]}.
 *
 * @param name the class name of the element type
 * @param arguments its type arguments, empty if it has none
 * @param dimensions how many times it is an array of that
 */
record TypeDescriptor(String name, List<TypeDescriptor> arguments, int dimensions) {

    /** How deep type arguments may be nested, and how many dimensions an array may have. */
    static final int MAXIMUM_DEPTH = 32;

    static final TypeDescriptor OBJECT = new TypeDescriptor(Object.class.getName(), List.of(), 0);

    @Override
    public String toString() {
        String parameters = arguments.isEmpty()
                ? ""
                : arguments.stream().map(TypeDescriptor::toString).collect(Collectors.joining(",", "<", ">"));
        return name + parameters + "[]".repeat(dimensions);
    }

    // ---- from a declared type

    /** The descriptor of a declared type, or null if it leaves something open: a type variable, a wildcard, Object. */
    static @Nullable TypeDescriptor ofDeclared(Type type) {
        if (type instanceof Class<?> raw) {
            boolean open = raw == Object.class || raw.getTypeParameters().length > 0;
            return open ? null : raw.isArray() ? arrayOf(ofDeclared(raw.getComponentType())) : ofRaw(raw);
        }
        if (type instanceof GenericArrayType array) {
            return arrayOf(ofDeclared(array.getGenericComponentType()));
        }
        if (type instanceof ParameterizedType parameterized) {
            List<@Nullable TypeDescriptor> arguments = Arrays.stream(parameterized.getActualTypeArguments())
                    .<@Nullable TypeDescriptor>map(TypeDescriptor::ofDeclared)
                    .toList();
            return arguments.contains(null)
                    ? null
                    : new TypeDescriptor(((Class<?>) parameterized.getRawType()).getName(), copyOf(arguments), 0);
        }
        return null;
    }

    private static List<TypeDescriptor> copyOf(List<? extends @Nullable TypeDescriptor> descriptors) {
        return descriptors.stream().map(Objects::requireNonNull).toList();
    }

    private static @Nullable TypeDescriptor arrayOf(@Nullable TypeDescriptor component) {
        return component == null ? null : component.array();
    }

    /** The descriptor of an array of this. */
    TypeDescriptor array() {
        return new TypeDescriptor(name, arguments, dimensions + 1);
    }

    /** The descriptor of a class without its type arguments. */
    static TypeDescriptor ofRaw(Class<?> type) {
        return type.isArray()
                ? ofRaw(type.getComponentType()).array()
                : new TypeDescriptor(type.getName(), List.of(), 0);
    }

    // ---- back to a type

    /**
     * The type, all of whose names must be allowed.
     *
     * @throws UnreadablePayloadException if one is not, or is not there
     */
    Type toType(TypeAllowList allowed, ClassLoader classes) {
        Type type = arguments.isEmpty()
                ? load(allowed, classes)
                : new Parameterized(
                        load(allowed, classes),
                        arguments.stream()
                                .map(argument -> argument.toType(allowed, classes))
                                .toList());
        for (int i = 0; i < dimensions; i++) {
            type = type instanceof Class<?> raw ? Array.newInstance(raw, 0).getClass() : new ArrayOf(type);
        }
        return type;
    }

    private Class<?> load(TypeAllowList allowed, ClassLoader classes) {
        if (equalsIgnoringDimensions(OBJECT)) {
            return Object.class;
        }
        Class<?> primitive = PRIMITIVES.get(name);
        if (primitive != null) {
            return primitive;
        }
        if (!allowed.allows(name)) {
            throw new UnreadablePayloadException(
                    "Its type names the class %s, which is neither a JDK value type nor in %s"
                            .formatted(name, allowed));
        }
        try {
            return Class.forName(name, false, classes);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new UnreadablePayloadException("Its type names the class %s, which is not here".formatted(name), e);
        }
    }

    private boolean equalsIgnoringDimensions(TypeDescriptor other) {
        return name.equals(other.name) && arguments.equals(other.arguments);
    }

    private static final Map<String, Class<?>> PRIMITIVES = Stream.of(
                    boolean.class,
                    char.class,
                    byte.class,
                    short.class,
                    int.class,
                    long.class,
                    float.class,
                    double.class)
            .collect(Collectors.toMap(Class::getName, type -> type));

    private record Parameterized(Class<?> raw, List<Type> arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return raw.getDeclaringClass();
        }
    }

    private record ArrayOf(Type component) implements GenericArrayType {
        @Override
        public Type getGenericComponentType() {
            return component;
        }
    }

    // ---- from text

    /**
     * The descriptor in this text.
     *
     * @throws UnreadablePayloadException if it is none
     */
    static TypeDescriptor parse(String text) {
        Parser parser = new Parser(text);
        TypeDescriptor descriptor = parser.descriptor(0);
        if (parser.at != text.length()) {
            throw parser.malformed();
        }
        return descriptor;
    }

    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        TypeDescriptor descriptor(int depth) {
            int from = at;
            while (at < text.length() && "<>,[]".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            if (at == from || depth > MAXIMUM_DEPTH) {
                throw malformed();
            }
            String name = text.substring(from, at);
            List<TypeDescriptor> arguments = new ArrayList<>();
            if (took("<")) {
                do {
                    arguments.add(descriptor(depth + 1));
                } while (took(","));
                if (!took(">")) {
                    throw malformed();
                }
            }
            int dimensions = 0;
            while (took("[]")) {
                dimensions++;
            }
            if (dimensions > MAXIMUM_DEPTH) {
                throw malformed();
            }
            return new TypeDescriptor(name, List.copyOf(arguments), dimensions);
        }

        private boolean took(String token) {
            boolean there = text.startsWith(token, at);
            if (there) {
                at += token.length();
            }
            return there;
        }

        UnreadablePayloadException malformed() {
            return new UnreadablePayloadException("Its type descriptor is malformed");
        }
    }
}
