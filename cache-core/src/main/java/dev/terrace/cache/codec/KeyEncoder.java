package dev.terrace.cache.codec;

import dev.terrace.cache.UnsupportedKeyException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the text of a key in the remote tier: stable over instances and restarts, readable in redis-cli, and injective:
 * keys of different type or value never share a text, so the Long 1 ({@code 1L}) is not the String "1" ({@code '1'}).
 *
 * <p>The text is a literal of the key. Basic types are written as in Java, with a suffix of their own; strings are quoted
 * with {@code '}, in which {@code \} escapes; everything else carries its class name: {@code com.acme.Sku(7,'x')} for a
 * record, {@code com.acme.Colour.RED} for an enum, {@code java.time.LocalDate(2026-01-31)}. Collections follow
 * {@link Object#equals}: lists {@code [a,b]} whatever their class, sets {@code {a,b}} and maps {@code {k=v}} in the order of
 * their texts. Each literal ends where its own grammar says, so no concatenation of some is like another one.
 *
 * <p>A text longer than {@value #MAXIMUM_LENGTH} characters is replaced by {@code #} and its SHA-256, a form that no literal
 * has. Thread-safe; linear in the size of the key.
 */
public final class KeyEncoder {

    /** Longer texts are hashed. */
    public static final int MAXIMUM_LENGTH = 512;

    private static final int MAXIMUM_DEPTH = 32;

    private static final CompositeKey.Decomposer JDK = new JdkKeyDecomposer();

    private final CompositeKey.Decomposer decomposer;

    /** An encoder that knows the JDK's types, records and enums. */
    public KeyEncoder() {
        this(key -> null);
    }

    /** An encoder that also asks this decomposer, for a class that it does not know. */
    public KeyEncoder(CompositeKey.Decomposer decomposer) {
        this.decomposer = decomposer;
    }

    /**
     * The text of a key.
     *
     * @throws UnsupportedKeyException if the key, or something in it, has no stable text
     */
    public String encode(Object key) {
        return shortened(literal(key));
    }

    /**
     * The literal of a key, of whatever length.
     *
     * @throws UnsupportedKeyException if the key, or something in it, has no stable text
     */
    public String literal(Object key) {
        return textOf(key, 0);
    }

    /** The text of a literal: itself, or its hash if it is long. */
    public static String shortened(String literal) {
        return literal.length() <= MAXIMUM_LENGTH ? literal : "#" + Sha256.hex(literal);
    }

    private String textOf(@Nullable Object key, int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw new UnsupportedKeyException(
                    "A key is nested more than %d levels deep, or contains itself; use a flat key"
                            .formatted(MAXIMUM_DEPTH),
                    null);
        }
        if (key == null || key instanceof Boolean) {
            return String.valueOf(key);
        }
        if (key instanceof String string) {
            return quoted(string);
        }
        if (key instanceof Number number) {
            return textOf(number);
        }
        if (key instanceof Enum<?> constant) {
            return nameOf(constant.getDeclaringClass()) + "." + constant.name();
        }
        if (key instanceof Record record) {
            return nameOf(record.getClass()) + joined("(", components(record), ")", depth);
        }
        if (key.getClass().isArray()) {
            return nameOf(key.getClass().getComponentType()) + joined("[", elements(key), "]", depth);
        }
        String text = textOfCollection(key, depth);
        if (text == null) {
            text = textOfJdkValue(key, depth);
        }
        return text != null ? text : textOfComposite(key, depth);
    }

    private static String textOf(Number number) {
        Class<?> type = number.getClass();
        if (type == Integer.class) {
            return number.toString();
        }
        String suffix = SUFFIXES.get(type);
        if (suffix == null) {
            throw new UnsupportedKeyException(type);
        }
        return number + suffix;
    }

    private static final Map<Class<?>, String> SUFFIXES = Map.of(
            Long.class, "L",
            Short.class, "s",
            Byte.class, "b",
            Double.class, "d",
            Float.class, "f",
            BigInteger.class, "n",
            BigDecimal.class, "m");

    private @Nullable String textOfCollection(Object key, int depth) {
        if (key instanceof List<?> list) {
            return joined("[", list.stream(), "]", depth);
        }
        if (key instanceof Set<?> set) {
            return texts(set.stream(), depth).sorted().collect(Collectors.joining(",", "{", "}"));
        }
        if (key instanceof Map<?, ?> map) {
            // An empty map is not an empty set.
            return map.isEmpty()
                    ? "{=}"
                    : map.entrySet().stream()
                            .map(entry -> textOf(entry.getKey(), depth + 1) + "=" + textOf(entry.getValue(), depth + 1))
                            .sorted()
                            .collect(Collectors.joining(",", "{", "}"));
        }
        return null;
    }

    private @Nullable String textOfJdkValue(Object key, int depth) {
        if (key instanceof Character) {
            return "c" + quoted(key.toString());
        }
        if (key instanceof UUID) {
            return "uuid(" + key + ")";
        }
        if (key instanceof Optional<?> optional) {
            return joined("optional(", optional.stream(), ")", depth);
        }
        if (key instanceof Class<?> type) {
            return "class(" + nameOf(type) + ")";
        }
        if (key instanceof Currency currency) {
            return "currency(" + currency.getCurrencyCode() + ")";
        }
        CompositeKey composite = JDK.decompose(key);
        if (composite != null) {
            return textOf(composite, depth);
        }
        boolean time = key instanceof TemporalAccessor || key instanceof TemporalAmount || key instanceof ZoneId;
        boolean ofTheJdk = key.getClass().getName().startsWith("java.time.");
        return time && ofTheJdk ? key.getClass().getName() + "(" + key + ")" : null;
    }

    private String textOfComposite(Object key, int depth) {
        CompositeKey composite = decomposer.decompose(key);
        if (composite == null) {
            throw new UnsupportedKeyException(key.getClass());
        }
        return textOf(composite, depth);
    }

    private String textOf(CompositeKey composite, int depth) {
        return composite.name() + joined("(", composite.parts().stream(), ")", depth);
    }

    private String joined(String open, Stream<? extends @Nullable Object> values, String close, int depth) {
        return texts(values, depth).collect(Collectors.joining(",", open, close));
    }

    private Stream<String> texts(Stream<? extends @Nullable Object> values, int depth) {
        return values.map(value -> textOf(value, depth + 1));
    }

    private static Stream<@Nullable Object> components(Record key) {
        return Stream.of(key.getClass().getRecordComponents()).map(component -> valueOf(key, component));
    }

    private static @Nullable Object valueOf(Record key, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(key);
        } catch (InvocationTargetException e) {
            throw new UnsupportedKeyException(
                    "The record %s, used as a key, throws from its accessor '%s'"
                            .formatted(key.getClass().getName(), component.getName()),
                    e.getCause());
        } catch (IllegalAccessException | RuntimeException e) {
            throw new UnsupportedKeyException(
                    "The record %s, used as a key, cannot be read; open its package to Terrace"
                            .formatted(key.getClass().getName()),
                    e);
        }
    }

    private static Stream<@Nullable Object> elements(Object array) {
        return IntStream.range(0, Array.getLength(array)).mapToObj(i -> Array.get(array, i));
    }

    /** A class of the unnamed package gets a dot, so that it is like none of the names that are written here. */
    private static String nameOf(Class<?> type) {
        String name = type.getTypeName();
        boolean unnamedPackage = name.indexOf('.') < 0 && !type.isPrimitive() && !type.isArray();
        return unnamedPackage ? "." + name : name;
    }

    private static String quoted(String string) {
        StringBuilder text = new StringBuilder(string.length() + 2).append('\'');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '\'' || c == '\\') {
                text.append('\\').append(c);
            } else if (Character.isISOControl(c) || isUnpaired(string, i)) {
                // Neither would survive a terminal, or UTF-8.
                text.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                text.append(c);
            }
        }
        return text.append('\'').toString();
    }

    private static boolean isUnpaired(String string, int i) {
        char c = string.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == string.length() || !Character.isLowSurrogate(string.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(string.charAt(i - 1)));
    }

    /**
     * Whether near tiers must not use this object as its own key, since it equals nothing but itself: an array.
     *
     * <p>Only the key itself is looked at, in constant time, for every near hit asks. A collection or record that holds an
     * array equals nothing but itself too, and is not told: near tiers keep such an entry and never find it again, while
     * the remote tier, which goes by the text, does. Use a list in place of the array.
     */
    public static boolean comparesByIdentity(Object key) {
        return key.getClass().isArray();
    }
}
