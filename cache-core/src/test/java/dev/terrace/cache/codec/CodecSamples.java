package dev.terrace.cache.codec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values of every type that a cache is to hold, with the types that methods declare for them. */
final class CodecSamples {

    static final String PACKAGE = "dev.terrace.cache.codec";

    static final Product BOLT = new Product(7, "bolt", new BigDecimal("1.50"));
    static final Product NUT = new Product(8, "nut \ud83d\ude00 'x'", new BigDecimal("0.10"));

    /** All classes of values in here, for the codecs that want to be told. */
    static final List<Class<?>> CLASSES = List.of(
            Product.class,
            Size.class,
            Line.class,
            Order.class,
            Page.class,
            Circle.class,
            Square.class,
            Cash.class,
            Card.class,
            Animal.class,
            Dog.class);

    private CodecSamples() {}

    enum Size {
        S,
        L {
            @Override
            public String toString() {
                return "large";
            }
        }
    }

    record Product(long id, String name, BigDecimal price) implements Serializable {}

    record Line(Size size, List<Integer> counts, @Nullable String note) implements Serializable {}

    record Order(
            UUID id,
            Product product,
            List<Line> lines,
            Map<String, List<Instant>> times,
            @Nullable Order previous) implements Serializable {}

    record Page<T>(List<T> content, int total) implements Serializable {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "circle"),
        @JsonSubTypes.Type(value = Square.class, name = "square")
    })
    sealed interface Shape extends Serializable permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    /** Nothing tells Jackson which of them it is. */
    sealed interface Payment extends Serializable permits Cash, Card {}

    record Cash(int amount) implements Payment {}

    record Card(String number) implements Payment {}

    static class Animal implements Serializable {
        private static final long serialVersionUID = 1L;

        public String name = "";

        @Override
        public boolean equals(@Nullable Object other) {
            return other != null && other.getClass() == getClass() && ((Animal) other).name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    static final class Dog extends Animal {
        private static final long serialVersionUID = 1L;

        public int tricks;

        @Override
        public boolean equals(@Nullable Object other) {
            return super.equals(other) && ((Dog) other).tricks == tricks;
        }

        @Override
        public int hashCode() {
            return super.hashCode() + tricks;
        }
    }

    /** The declared types, read by name. */
    interface Methods {
        Product record();

        Order nested();

        Page<Product> generic();

        Page<Map<String, List<Product>>> genericOfGenerics();

        List<Product> list();

        Set<Size> set();

        Map<String, List<Product>> map();

        Map<Size, Integer> mapByEnum();

        Map<Long, Map<LocalDate, Product>> mapOfMaps();

        Optional<Product> optional();

        Optional<List<Product>> optionalList();

        Map<String, Optional<Product>> mapOfOptionals();

        Shape shape();

        List<Shape> shapes();

        Payment payment();

        List<Payment> payments();

        Animal animal();

        Size size();

        String text();

        int number();

        Boolean bool();

        List<Stream<Integer>> streams();

        List<Iterator<Integer>> iterators();

        Product[] records();

        Shape[] shapeArray();

        List<? extends Shape> wildcard();

        List<Product>[] arrayOfLists();

        String[] texts();

        List<BigDecimal> decimals();

        List<Object> mixed();
    }

    /** A value under the name of the method that declares its type; without one, of no declared type. */
    record Sample(@Nullable String method, Object value) {
        Type declared() {
            try {
                return method == null
                        ? Object.class
                        : Methods.class.getDeclaredMethod(method).getGenericReturnType();
            } catch (NoSuchMethodException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public String toString() {
            return "%s: %s".formatted(declared().getTypeName(), value.getClass().getName());
        }
    }

    /** What every codec takes. */
    static Stream<Sample> all() {
        return Stream.of(declared(), times(), plain(), collections()).flatMap(samples -> samples);
    }

    private static Stream<Sample> declared() {
        Dog dog = new Dog();
        dog.name = "Rex";
        dog.tricks = 3;
        return Stream.of(
                new Sample("record", BOLT),
                new Sample("nested", order()),
                new Sample("generic", new Page<>(List.of(BOLT, NUT), 9)),
                new Sample("genericOfGenerics", new Page<>(List.of(Map.of("a", List.of(BOLT))), 1)),
                new Sample("list", List.of(BOLT, NUT)),
                new Sample("list", List.of()),
                new Sample("list", new LinkedList<>(Arrays.asList(BOLT, null))),
                new Sample("list", Stream.of(BOLT, NUT).toList()),
                new Sample("list", List.of(BOLT, NUT).subList(1, 2)),
                new Sample("set", EnumSet.allOf(Size.class)),
                new Sample("set", new LinkedHashSet<>(List.of(Size.L))),
                new Sample("map", Map.of("a", List.of(BOLT), "", List.of(NUT, NUT))),
                new Sample("map", new TreeMap<>(Map.of("a", List.of(BOLT)))),
                new Sample("mapByEnum", new EnumMap<>(Map.of(Size.L, 1))),
                new Sample("mapOfMaps", new HashMap<>(Map.of(5_000_000_000L, Map.of(LocalDate.EPOCH, BOLT)))),
                new Sample("optional", Optional.of(BOLT)),
                new Sample("optional", Optional.empty()),
                new Sample("optionalList", Optional.of(List.of(BOLT))),
                new Sample("shape", new Circle(2)),
                new Sample("shapes", List.of(new Circle(2), new Square(3))),
                new Sample("payment", new Card("1")),
                new Sample("animal", dog),
                new Sample("size", Size.L),
                new Sample("text", "text \ud83d\ude00"),
                new Sample("number", 5),
                new Sample("bool", true),
                new Sample("records", new Product[] {BOLT, null, NUT}),
                new Sample("shapeArray", new Shape[] {new Square(3), new Circle(2)}),
                new Sample("wildcard", List.of(new Square(3))),
                new Sample("arrayOfLists", new List<?>[] {List.of(BOLT), List.of()}),
                new Sample("texts", new String[] {"a", null}),
                new Sample("decimals", List.of(new BigDecimal("1.10"), new BigDecimal("1E+3"))),
                new Sample("mixed", Arrays.asList(1, "a", true, 1.5, null)));
    }

    /** What only some codecs take. */
    static Stream<Sample> demanding() {
        return Stream.of(
                new Sample("payments", List.of(new Cash(1), new Card("2"))),
                new Sample("mapOfOptionals", Map.of("a", Optional.of(BOLT), "b", Optional.empty())));
    }

    static Order order() {
        return new Order(
                new UUID(1, 2),
                BOLT,
                List.of(new Line(Size.L, List.of(1, 2), "n"), new Line(Size.S, List.of(), null)),
                Map.of("shipped", List.of(Instant.ofEpochSecond(1, 123_456_789))),
                new Order(new UUID(3, 4), NUT, List.of(), Map.of(), null));
    }

    private static Stream<Sample> times() {
        ZonedDateTime berlin = ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 1, ZoneId.of("Europe/Berlin"))
                .withLaterOffsetAtOverlap();
        return undeclared(
                LocalDate.of(2026, 1, 31),
                LocalTime.of(1, 2, 3, 4),
                LocalDateTime.of(2026, 1, 31, 9, 0, 0, 1),
                Instant.ofEpochSecond(1, 123_456_789),
                OffsetDateTime.of(2026, 1, 31, 9, 0, 0, 1, ZoneOffset.ofHours(-3)),
                OffsetTime.of(9, 0, 0, 1, ZoneOffset.UTC),
                berlin,
                berlin.withZoneSameInstant(ZoneOffset.UTC),
                Duration.ofNanos(1_500_000_001),
                Period.of(1, 2, 3),
                Year.of(2026),
                YearMonth.of(2026, 1),
                MonthDay.of(2, 29),
                DayOfWeek.MONDAY,
                Month.MAY,
                ZoneOffset.ofHours(2));
    }

    private static Stream<Sample> plain() {
        return undeclared(
                "",
                1,
                1L,
                (short) 1,
                (byte) 1,
                1.5,
                1.5f,
                Double.NaN,
                'x',
                BigInteger.TWO.pow(100),
                new BigDecimal("1.50"),
                new BigDecimal("1E+3"),
                new UUID(-1, 1),
                URI.create("https://a.example/"),
                Currency.getInstance("EUR"),
                Locale.GERMANY,
                Size.S);
    }

    private static Stream<Sample> collections() {
        return undeclared(
                BOLT,
                new ArrayList<>(List.of(BOLT)),
                List.of(1L, 2L),
                Set.of("a", "b"),
                Map.of("a", List.of(BOLT), "b", List.of()),
                Map.of(1L, BOLT),
                Optional.of(List.of(1L)),
                new int[] {1, -1},
                new byte[] {0, -1},
                new float[] {1.5f, Float.NaN},
                new boolean[] {true, false},
                new int[][] {{1}, {}},
                new String[] {"a", null},
                new Object[] {1, "a"});
    }

    private static Stream<Sample> undeclared(Object... values) {
        return Arrays.stream(values).map(value -> new Sample(null, value));
    }
}
