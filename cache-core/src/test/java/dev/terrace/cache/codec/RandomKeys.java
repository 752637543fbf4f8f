package dev.terrace.cache.codec;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws nested keys, mostly from small pools, so that equal ones and ones that nearly are come up often; and knows, without
 * the encoder, which of them are equal.
 */
final class RandomKeys {

    private static final int MAXIMUM_DEPTH = 3;
    private static final String ALPHABET = "a1'\\,()[]{}=:#.LcuN\"\0\n\u0085 \u00e9\ud83d\ude00\ud800\udc00";

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "RED";
            }
        }
    }

    record Point(int x, int y) {}

    record Pair(@Nullable Object left, @Nullable Object right) {}

    record Empty() {}

    /** What the decomposer takes apart; like Spring's SimpleKey it has a text of its own that tells too little. */
    record Parts(List<@Nullable Object> parts) {}

    /** A class, not a record: only the decomposer knows what is in it. */
    static final class Opaque {
        final List<@Nullable Object> parts;

        Opaque(List<@Nullable Object> parts) {
            this.parts = parts;
        }
    }

    static final CompositeKey.Decomposer DECOMPOSER =
            key -> key instanceof Opaque opaque ? new CompositeKey("Opaque", opaque.parts) : null;

    private final SplittableRandom random;

    RandomKeys(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A key; never null. */
    Object next() {
        Object key;
        do {
            key = value(0);
        } while (key == null);
        return key;
    }

    String cacheName() {
        return oneOf("", "a", "1", "a:b", "b", "ab", "1:a", "a'", "7:products", "\u00e9");
    }

    private @Nullable Object value(int depth) {
        int kind = random.nextInt(depth < MAXIMUM_DEPTH ? 26 : 17);
        return switch (kind) {
            case 0 -> depth == 0 ? "" : null;
            case 1, 2, 3 -> string();
            case 4 -> integer();
            case 5 -> (long) integer();
            case 6 -> (short) integer();
            case 7 -> (byte) integer();
            case 8 -> real();
            case 9 -> (float) real();
            case 10 -> BigInteger.valueOf(integer()).pow(1 + random.nextInt(3));
            case 11 -> new BigDecimal(BigInteger.valueOf(integer()), random.nextInt(-2, 3));
            case 12 -> random.nextBoolean();
            case 13 -> ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            case 14 -> new UUID(random.nextInt(2), random.nextInt(2));
            case 15 -> oneOf(Colour.RED, Colour.GREEN, TimeUnit.DAYS, locale(), uri());
            case 16 -> random.nextBoolean() ? LocalDate.ofEpochDay(integer()) : Instant.ofEpochMilli(integer());
            case 17 -> record(depth);
            case 18 -> array(depth);
            case 19, 20 -> listOf(values(depth));
            case 21, 22 -> setOf(values(depth));
            case 23 -> map(depth);
            case 24 -> Optional.ofNullable(value(depth + 1));
            default -> new Opaque(values(depth));
        };
    }

    private String string() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(50) == 0 ? random.nextInt(600) : random.nextInt(4);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private Locale locale() {
        return Locale.forLanguageTag(
                oneOf("und", "de", "de-DE", "und-DE", "und-Latn", "de-Latn", "de-x-a", "de-u-nu-latn"));
    }

    private URI uri() {
        return URI.create(oneOf("", "http:", "HTTP:", "x:")
                + oneOf("//a", "//A", "//u@a", "//a:1", "//a_")
                + oneOf("", "/%c3", "/%C3"));
    }

    private int integer() {
        return random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(-2, 3);
    }

    private double real() {
        return switch (random.nextInt(8)) {
            case 0 -> Double.NaN;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> -0.0;
            case 3 -> 0.0;
            case 4 -> random.nextDouble();
            default -> random.nextInt(3);
        };
    }

    private Object record(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> new Empty();
            case 1 -> new Parts(values(depth));
            case 2 -> new Point(random.nextInt(2), random.nextInt(2));
            default -> new Pair(value(depth + 1), value(depth + 1));
        };
    }

    private Object array(int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> random.ints(random.nextInt(3), 0, 2).toArray();
            case 1 -> random.longs(random.nextInt(3), 0, 2).toArray();
            case 2 ->
                IntStream.range(0, random.nextInt(3)).mapToObj(i -> string()).toArray(String[]::new);
            case 3 -> new int[random.nextInt(2)][random.nextInt(2)];
            case 4 -> new Integer[] {random.nextInt(2)};
            default -> values(depth).toArray();
        };
    }

    private Map<@Nullable Object, @Nullable Object> map(int depth) {
        Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            map.put(value(depth + 1), value(depth + 1));
        }
        return map;
    }

    private List<@Nullable Object> values(int depth) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(value(depth + 1));
        }
        return values;
    }

    @SafeVarargs
    private <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    // ---- the same key, made of other collections

    /** An equal key: every collection in it is of some class, filled in some order. */
    @Nullable
    Object rebuilt(@Nullable Object key) {
        if (key instanceof List<?> list) {
            return listOf(rebuilt((Collection<?>) list));
        }
        if (key instanceof Set<?> set) {
            return setOf(rebuilt((Collection<?>) set));
        }
        if (key instanceof Map<?, ?> map) {
            List<Map.Entry<?, ?>> entries = shuffled(new ArrayList<>(map.entrySet()));
            Map<@Nullable Object, @Nullable Object> copy =
                    random.nextBoolean() ? new LinkedHashMap<>() : new HashMap<>(random.nextInt(100));
            entries.forEach(entry -> copy.put(rebuilt(entry.getKey()), rebuilt(entry.getValue())));
            return random.nextBoolean() ? copy : Collections.unmodifiableMap(copy);
        }
        if (key instanceof Optional<?> optional) {
            return optional.map(this::rebuilt);
        }
        if (key instanceof Pair pair) {
            return new Pair(rebuilt(pair.left()), rebuilt(pair.right()));
        }
        if (key instanceof Parts parts) {
            return new Parts(listOf(rebuilt(parts.parts())));
        }
        if (key instanceof Opaque opaque) {
            return new Opaque(listOf(rebuilt(opaque.parts)));
        }
        if (key instanceof Object[] array) {
            Object[] copy = array.clone();
            Arrays.setAll(copy, i -> rebuilt(array[i]));
            return copy;
        }
        return key;
    }

    private List<@Nullable Object> rebuilt(Collection<? extends @Nullable Object> values) {
        List<@Nullable Object> copies = new ArrayList<>();
        values.forEach(value -> copies.add(rebuilt(value)));
        return copies;
    }

    private List<@Nullable Object> listOf(List<@Nullable Object> values) {
        return switch (random.nextInt(5)) {
            case 0 -> new LinkedList<>(values);
            case 1 -> Collections.unmodifiableList(values);
            case 2 -> Arrays.asList(values.toArray());
            case 3 -> values.contains(null) ? new Vector<>(values) : List.copyOf(values);
            default -> values;
        };
    }

    private Set<@Nullable Object> setOf(List<@Nullable Object> values) {
        List<@Nullable Object> shuffled = shuffled(values);
        return switch (random.nextInt(4)) {
            case 0 -> new LinkedHashSet<>(shuffled);
            case 1 -> Collections.unmodifiableSet(new LinkedHashSet<>(shuffled));
            case 2 -> shuffled.contains(null) ? new HashSet<>(shuffled) : Set.copyOf(shuffled);
            default -> new HashSet<>(shuffled);
        };
    }

    private <T> List<T> shuffled(List<T> values) {
        List<T> copy = new ArrayList<>(values);
        Collections.shuffle(copy, new Random(random.nextLong()));
        return copy;
    }

    // ---- which are equal

    /** An object that equals that of another key if, and only if, the keys are equal; arrays by their elements. */
    static Object identity(@Nullable Object key) {
        if (key == null) {
            return Form.of("null", "");
        }
        if (key instanceof List<?> list) {
            return Form.of("list", inOrder(list));
        }
        if (key instanceof Set<?> set) {
            return Form.of("set", counted(set));
        }
        if (key instanceof Map<?, ?> map) {
            List<Object> entries = new ArrayList<>();
            map.forEach((k, v) -> entries.add(Arrays.asList(k, v)));
            return Form.of("map", counted(entries));
        }
        if (key instanceof Optional<?> optional) {
            return Form.of("optional", inOrder(optional.stream().toList()));
        }
        if (key instanceof Opaque opaque) {
            return Form.of("opaque", inOrder(opaque.parts));
        }
        if (key.getClass().isArray()) {
            return Form.of(key.getClass(), inOrder(elements(key)));
        }
        return key instanceof Record record ? Form.of(key.getClass(), inOrder(components(record))) : key;
    }

    private record Form(Object kind, Object content) {
        static Form of(Object kind, Object content) {
            return new Form(kind, content);
        }
    }

    private static List<Object> inOrder(Collection<? extends @Nullable Object> values) {
        List<Object> identities = new ArrayList<>();
        values.forEach(value -> identities.add(identity(value)));
        return identities;
    }

    /** Two arrays with the same elements are two elements of a set. */
    private static Map<Object, Integer> counted(Collection<? extends @Nullable Object> values) {
        Map<Object, Integer> counts = new HashMap<>();
        values.forEach(value -> counts.merge(identity(value), 1, Integer::sum));
        return counts;
    }

    private static List<@Nullable Object> elements(Object array) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            elements.add(Array.get(array, i));
        }
        return elements;
    }

    private static List<@Nullable Object> components(Record key) {
        List<@Nullable Object> components = new ArrayList<>();
        for (RecordComponent component : key.getClass().getRecordComponents()) {
            try {
                components.add(component.getAccessor().invoke(key));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return components;
    }
}
