package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.terrace.cache.codec.Codec.Encoded;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

class JsonCodecTests {

    private static final String HERE = "dev.terrace.cache.codec.JsonCodecTests$";

    @Test
    void aMapperThatIsAskedForIsAskedForOnceAndWithTheFirstValue() {
        AtomicInteger asked = new AtomicInteger();
        JsonCodec lazy = new JsonCodec(
                () -> {
                    asked.incrementAndGet();
                    return JsonMapper.shared();
                },
                new TypeAllowList(List.of()),
                JsonCodecTests.class.getClassLoader());
        assertThat(asked).hasValue(0);
        Encoded encoded = lazy.encode("a", String.class);
        assertThat(lazy.decode(encoded.payload().toBuffer(), encoded.type(), String.class))
                .isEqualTo("a");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aMapperThatIsGivenIsCopiedAtOnce() {
        SimpleModule broken = new SimpleModule() {
            private boolean setUp;

            @Override
            public void setupModule(SetupContext context) {
                if (setUp) {
                    throw new IllegalStateException("twice");
                }
                setUp = true;
            }
        };
        JsonMapper mapper = JsonMapper.builder().addModule(broken).build();
        assertThatIllegalStateException()
                .isThrownBy(() -> new JsonCodec(mapper, new TypeAllowList(List.of()), null))
                .withMessage("twice");
    }

    private static final Product BOLT = new Product(7, "bolt", new BigDecimal("1.50"));
    private static final Product NUT = new Product(8, "nut \ud83d\ude00 'x'", new BigDecimal("0.10"));

    private static final ZonedDateTime BERLIN = ZonedDateTime.of(2026, 1, 31, 9, 0, 0, 0, ZoneId.of("Europe/Berlin"));

    private final JsonCodec codec = codecAllowing("dev.terrace.cache.codec");

    enum Size {
        S,
        L {
            @Override
            public String toString() {
                return "large";
            }
        }
    }

    record Product(long id, String name, BigDecimal price) {}

    record Order(
            UUID id,
            Product product,
            List<Line> lines,
            @Nullable Order previous) {}

    record Line(Size size, int[] counts, Optional<String> note) {}

    record Page<T>(List<T> content, int total) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "circle"),
        @JsonSubTypes.Type(value = Square.class, name = "square")
    })
    sealed interface Shape permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    interface Priced {}

    record Offer(int price) implements Priced {}

    static class Animal {
        public String name = "";

        @Override
        public boolean equals(@Nullable Object other) {
            return other != null && other.getClass() == getClass() && ((Animal) other).name.equals(name);
        }

        @Override
        public int hashCode() {
            return Objects.hash(getClass(), name);
        }
    }

    static final class Dog extends Animal {
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

    /** Jackson can write it, but not create it. */
    static final class WithoutConstructor {
        public final int n;

        WithoutConstructor(int n, String ignored) {
            this.n = n + ignored.length();
        }
    }

    static final class Cyclic {
        public @Nullable Cyclic other;
    }

    /** Every type that a method may declare here; the tests read them by name. */
    interface Declared {
        Product record();

        Order nested();

        List<Product> list();

        Collection<Product> collection();

        Iterable<Product> iterable();

        Map<String, List<Product>> map();

        Map<Size, Integer> mapByEnum();

        Map<LocalDate, Product> mapByDate();

        Set<Size> set();

        Optional<Product> optional();

        int[] ints();

        byte[] bytes();

        int[][] grid();

        Product[] records();

        List<Product>[] lists();

        Page<Product> page();

        Shape shape();

        List<Shape> shapes();

        Shape[] shapeArray();

        Priced priced();

        Animal animal();

        Number number();

        int primitive();

        Size size();

        List<? extends Product> wildcard();

        Map<String, Object> open();

        LocalDate date();

        Instant instant();

        Duration duration();

        BigDecimal decimal();

        UUID uuid();

        OffsetDateTime offset();

        ZonedDateTime zoned();

        Map<ZonedDateTime, String> mapByZoned();

        List<Animal> animals();

        List<Iterable<Product>> iterables();

        Map<String, Optional<Animal[]>> nestedAnimals();

        List<Priced> pricedList();

        List<Number> numbers();

        Map<Product, String> mapByRecord();

        Map<Product, Animal> emptyMapByRecord();

        List<WithoutConstructor> withoutConstructors();
    }

    static Stream<Arguments> declared() throws NoSuchMethodException {
        Dog dog = new Dog();
        dog.name = "Rex";
        dog.tricks = 3;
        Order order = new Order(
                new UUID(1, 2),
                BOLT,
                List.of(
                        new Line(Size.L, new int[] {1, 2}, Optional.of("n")),
                        new Line(Size.S, new int[0], Optional.empty())),
                new Order(new UUID(3, 4), NUT, List.of(), null));
        return Stream.of(
                declared("record", BOLT),
                declared("nested", order),
                declared("list", List.of(BOLT, NUT)),
                declared("list", List.of()),
                declared("list", new LinkedList<>(Arrays.asList(BOLT, null))),
                declared("collection", List.of(BOLT)),
                declared("iterable", List.of(BOLT)),
                declared("map", Map.of("a", List.of(BOLT), "b", List.of(), "", List.of(NUT, NUT))),
                declared("mapByEnum", Map.of(Size.L, 1, Size.S, 2)),
                declared("mapByDate", Map.of(LocalDate.EPOCH, BOLT)),
                declared("set", EnumSet.allOf(Size.class)),
                declared("optional", Optional.of(BOLT)),
                declared("optional", Optional.empty()),
                declared("ints", new int[] {1, -2, Integer.MAX_VALUE}),
                declared("bytes", new byte[] {0, -1, 1}),
                declared("grid", new int[][] {{1}, {}, {2, 3}}),
                declared("records", new Product[] {BOLT, null, NUT}),
                declared("lists", new List<?>[] {List.of(BOLT), List.of(NUT)}),
                declared("page", new Page<>(List.of(BOLT, NUT), 9)),
                declared("shape", new Circle(2)),
                declared("shapes", List.of(new Circle(2), new Square(3))),
                declared("shapeArray", new Shape[] {new Square(3), new Circle(2)}),
                declared("priced", new Offer(5)),
                declared("animal", dog),
                declared("number", 5L),
                declared("number", new BigDecimal("1.10")),
                declared("primitive", 5),
                declared("size", Size.L),
                declared("wildcard", List.of(BOLT)),
                declared("open", Map.of("a", 1, "b", "x", "c", true, "d", 1.5)),
                declared("date", LocalDate.of(2026, 1, 31)),
                declared("instant", Instant.ofEpochSecond(1, 123_456_789)),
                declared("duration", Duration.ofNanos(1_500_000_001)),
                declared("decimal", new BigDecimal("1.10")),
                declared("decimal", new BigDecimal("1E+3")),
                declared("uuid", new UUID(-1, 1)),
                declared("offset", OffsetDateTime.of(2026, 1, 31, 9, 0, 0, 1, ZoneOffset.ofHours(1))),
                declared("zoned", BERLIN),
                declared("zoned", BERLIN.withZoneSameInstant(ZoneId.of("UTC"))),
                declared("zoned", BERLIN.withZoneSameInstant(ZoneOffset.UTC)),
                declared(
                        "zoned",
                        ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 0, ZoneId.of("Europe/Berlin"))
                                .withLaterOffsetAtOverlap()),
                declared("mapByZoned", Map.of(BERLIN, "a")),
                declared("lists", new List<?>[0]),
                declared("iterables", List.of(List.of(BOLT), List.of())),
                declared("animals", List.of(new Animal(), new Animal())),
                declared("numbers", List.of(1, 1.5)));
    }

    private static Arguments declared(String method, Object value) throws NoSuchMethodException {
        Method declaring = Declared.class.getDeclaredMethod(method);
        return arguments(declaring.getGenericReturnType(), value);
    }

    @ParameterizedTest
    @MethodSource("declared")
    void aValueComesBackAsItsDeclaredTypeTells(Type declared, Object value) {
        Object read = roundTrip(value, declared);
        assertEqual(read, value);
        if (!(value instanceof Collection || value instanceof Map)) {
            assertThat(read.getClass()).isEqualTo(value.getClass());
        }
    }

    /** As arguments, since JUnit would take an array apart. */
    static Stream<Arguments> undeclared() {
        return undeclaredValues().map(value -> arguments(value));
    }

    private static Stream<Object> undeclaredValues() {
        Map<String, @Nullable Object> withNull = new LinkedHashMap<>();
        withNull.put("a", null);
        withNull.put("b", new Circle(1));
        return Stream.of(
                "text",
                "",
                1,
                1L,
                (short) 1,
                (byte) 1,
                1.5,
                1.5f,
                Double.NaN,
                true,
                'x',
                BigInteger.TWO.pow(100),
                new BigDecimal("1.50"),
                new UUID(1, 2),
                URI.create("https://a.example/"),
                Currency.getInstance("EUR"),
                Size.L,
                DayOfWeek.MONDAY,
                LocalDateTime.of(2026, 1, 31, 9, 0, 0, 1),
                OffsetDateTime.of(2026, 1, 31, 9, 0, 0, 0, ZoneOffset.UTC),
                BOLT,
                new Circle(2),
                List.of(BOLT, NUT),
                List.of(1L, 2L),
                List.of(1.0, Double.POSITIVE_INFINITY),
                List.of(LocalDate.EPOCH),
                List.of(),
                List.of(1, "a", true, 1.0),
                Arrays.asList(null, "a"),
                List.of(List.of(1L), List.of(2L)),
                Set.of(Size.S, Size.L),
                new TreeSet<>(Set.of("b", "a")),
                Map.of(),
                Map.of("a", List.of(BOLT)),
                Map.of(1, "a"),
                Map.of(1L, BOLT),
                Map.of(new UUID(1, 2), Size.L),
                new TreeMap<>(Map.of("a", 1)),
                new ConcurrentHashMap<>(Map.of("a", 1, "b", "x")),
                withNull,
                Optional.of(BOLT),
                Optional.empty(),
                Optional.of(List.of(1L)),
                new int[] {1},
                new long[0],
                new byte[] {1, -1},
                new char[] {'a'},
                new int[][] {{1}, {}},
                new String[] {"a", null},
                new Product[] {BOLT},
                new Object[] {1, "a"},
                new Object[] {"a", "b"},
                new Object[][] {{1, "a"}, {}, {null}},
                new Object[0],
                BERLIN,
                OffsetDateTime.of(2026, 1, 31, 9, 0, 0, 0, ZoneOffset.ofHours(-3)),
                Map.of(BERLIN, "a"),
                Locale.forLanguageTag("zh-Hant-TW"),
                List.of(1.5, Double.NaN),
                Map.of("a", List.of(BOLT), "b", List.of()),
                List.of(Map.of(), Map.of("a", List.of()), Map.of("a", List.of(1L))),
                List.of(List.of(), List.of(1, "a")),
                List.of(Optional.of(1L), Optional.empty()),
                nested(32),
                new List<?>[] {List.of(1L), List.of(2L)});
    }

    private static Object nested(int depth) {
        Object value = 1L;
        for (int i = 0; i < depth; i++) {
            value = List.of(value);
        }
        return value;
    }

    @ParameterizedTest
    @MethodSource("undeclared")
    void aValueOfNoDeclaredTypeComesBackEqual(Object value) {
        Object read = roundTrip(value, Object.class);
        assertEqual(read, value);
        if (!(value instanceof Collection || value instanceof Map)) {
            assertThat(read.getClass()).isEqualTo(value.getClass());
        }
    }

    static Stream<Arguments> doNotTell() {
        return Stream.<Object>of(
                        List.of(BOLT, "a"),
                        List.of(1, 2L),
                        List.of(1, new BigDecimal("2")),
                        List.of(new Circle(1), new Square(2)),
                        Arrays.asList(BOLT, null, new Circle(1)),
                        Set.of(LocalDate.EPOCH, "a"),
                        Map.of("a", BOLT, "b", "text"),
                        Map.of("a", List.of(BOLT), "b", List.of("a")),
                        new Object[] {BOLT, 1},
                        new Object[] {BOLT},
                        new Object[] {1L, 2L},
                        new LinkedList<?>[] {new LinkedList<>(List.of(1L))},
                        Map.of(1, "a", "b", "c"),
                        List.of(Double.NaN, "a"),
                        new Object[] {Double.POSITIVE_INFINITY},
                        Optional.of(List.of(1, 2L)),
                        new Page<>(List.of(BOLT), 1),
                        List.of(new Page<>(List.of(BOLT), 1)),
                        new Object() {},
                        (Runnable) () -> {})
                .map(value -> arguments(value));
    }

    @ParameterizedTest
    @MethodSource("doNotTell")
    void aValueThatDoesNotTellItsTypeIsRefusedWithTheRemedy(Object value) {
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> codec.encode(value, Object.class))
                .withMessageContaining("declare its full type");
    }

    @Test
    void aValueThatJsonCannotHoldIsRefusedWithItsClass() {
        Cyclic cyclic = new Cyclic();
        cyclic.other = new Cyclic();
        cyclic.other.other = cyclic;
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> codec.encode(cyclic, Cyclic.class))
                .withMessageContaining(Cyclic.class.getName());
    }

    @Test
    void aValueThatContainsItselfOrIsTooDeepIsRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        list.add(list);
        Map<String, Object> map = new HashMap<>();
        map.put("a", map);
        for (Object value : List.of(new List<?>[] {list}, Optional.of(map), nested(33), nested(5000))) {
            assertThatExceptionOfType(UnencodableValueException.class)
                    .isThrownBy(() -> codec.encode(value, Object.class))
                    .withMessageContaining("32 levels deep, or contains itself");
        }
    }

    static Stream<Arguments> wouldComeBackAsAnother() throws NoSuchMethodException {
        return Stream.of(
                declared("animals", List.of(new Animal(), new Dog())),
                declared("nestedAnimals", Map.of("a", Optional.of(new Animal[] {new Dog()}))),
                declared("numbers", List.of(5_000_000_000L, 5L)),
                declared("pricedList", List.of(new Offer(1))),
                declared("mapByRecord", Map.of(BOLT, "a")),
                declared("emptyMapByRecord", Map.of()),
                declared("withoutConstructors", List.of(new WithoutConstructor(1, ""))));
    }

    @ParameterizedTest
    @MethodSource("wouldComeBackAsAnother")
    void aValueThatWouldNotComeBackAsItWasIsRefused(Type declared, Object value) {
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(UnencodableValueException.class)
                    .isThrownBy(() -> codec.encode(value, declared))
                    .withMessageMatching("(?s).*(declare its own class|give its class|use Strings).*");
        }
    }

    @Test
    void anUndeclaredArrayOfSubclassesIsRefusedToo() {
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> codec.encode(new Animal[] {new Dog()}, Object.class))
                .withMessageContaining("@JsonTypeInfo");
    }

    @Test
    void timesComeBackWhateverTheMapperDoesToThem() {
        JsonMapper.Builder mapper = JsonMapper.builder().defaultTimeZone(TimeZone.getTimeZone("Asia/Tokyo"));
        for (DateTimeFeature feature : DateTimeFeature.values()) {
            mapper.configure(feature, !feature.enabledByDefault());
        }
        JsonCodec bent = new JsonCodec(mapper.build(), new TypeAllowList(List.of()), null);
        Instant exact = Instant.ofEpochSecond(1, 123_456_789);
        for (Object time : List.of(
                exact,
                exact.atOffset(ZoneOffset.ofHours(2)),
                exact.atZone(ZoneId.of("Europe/Berlin")),
                LocalDateTime.ofInstant(exact, ZoneOffset.UTC),
                LocalDate.EPOCH,
                Duration.ofNanos(1_500_000_001),
                Month.MAY,
                Map.of(BERLIN, BERLIN))) {
            Encoded encoded = bent.encode(time, Object.class);
            assertThat(bent.decode(encoded.payload().toBuffer(), encoded.type(), Object.class)
                            .equals(time))
                    .as("%s", time)
                    .isTrue();
        }
    }

    @Test
    void withoutAClassLoaderTheClassesOfTheSystemAreFound() {
        JsonCodec system =
                new JsonCodec(JsonMapper.shared(), new TypeAllowList(List.of("dev.terrace.cache.codec")), null);
        Encoded encoded = system.encode(BOLT, Object.class);
        assertThat(system.decode(encoded.payload().toBuffer(), encoded.type(), Object.class))
                .isEqualTo(BOLT);
    }

    @Test
    void aValueOfAClassThatCouldNotBeReadBackIsRefused() {
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> codecAllowing("com.acme").encode(BOLT, Object.class))
                .withMessageContaining(Product.class.getName())
                .withMessageContaining("[com.acme.]");
        assertEqual(codecAllowing("com.acme").decode(ByteBuffer.wrap(json(BOLT)), "", Product.class), BOLT);
    }

    // ---- the stored format

    @Test
    void whatIsStoredIsReadable() throws NoSuchMethodException {
        Type list = Declared.class.getDeclaredMethod("list").getGenericReturnType();
        assertThat(codec.name()).isEqualTo("json");
        assertThat(codec.id()).isEqualTo((short) 1);
        assertStored(codec.encode(BOLT, Product.class), HERE + "Product", "{'id':7,'name':'bolt','price':1.50}");
        assertStored(codec.encode(List.of(), list), "java.util.List<" + HERE + "Product>", "[]");
        assertStored(codec.encode(new Circle(2), Shape.class), HERE + "Circle", "{'@type':'circle','radius':2}");
        assertStored(
                codec.encode(Map.of("a", 1L), Object.class),
                "java.util.Map<java.lang.String,java.lang.Long>",
                "{'a':1}");
        assertStored(codec.encode(new int[][] {{1}}, Object.class), "int[][]", "[[1]]");
    }

    private static void assertStored(Encoded encoded, String type, String json) {
        assertThat(encoded.type()).isEqualTo(type);
        assertThat(new String(encoded.payload().toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(json.replace('\'', '"'));
    }

    @Test
    void aFieldThatIsNotKnownIsIgnoredAndOneThatIsMissingHasItsDefault() {
        String newer = "{\"id\":7,\"colour\":{\"r\":[1]},\"name\":\"bolt\"}";
        assertThat(codec.decode(ByteBuffer.wrap(utf8(newer)), HERE + "Product", Product.class))
                .isEqualTo(new Product(7, "bolt", null));
        assertThat(codec.decode(ByteBuffer.wrap(utf8(newer)), HERE + "Product", Object.class))
                .isEqualTo(new Product(7, "bolt", null));
        assertThat(codec.decode(ByteBuffer.wrap(utf8("{}")), HERE + "Animal", Animal.class))
                .isEqualTo(new Animal());
    }

    @Test
    void aDeclaredTypeDoesNotDependOnTheNameThatWasStored() {
        for (String renamed : List.of("com.acme.OldProduct", "", "<<", "java.lang.String", HERE + "Gone")) {
            assertThat(codec.decode(ByteBuffer.wrap(json(BOLT)), renamed, Product.class))
                    .as(renamed)
                    .isEqualTo(BOLT);
        }
    }

    // ---- not ours

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nonsense",
                "null",
                "[]",
                "7",
                "\"text\"",
                "{\"id\":\"x\"}",
                "{\"id\":{}}",
                "{\"id\":7} {\"id\":8}",
                "{\"id\":99999999999999999999}",
                "\u0000\u0001"
            })
    void wrongJsonIsUnreadable(String json) {
        for (Type declared : List.of(Product.class, Object.class)) {
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> codec.decode(ByteBuffer.wrap(utf8(json)), HERE + "Product", declared));
        }
    }

    @Test
    void anEndlesslyNestedPayloadIsUnreadable() {
        byte[] nested = utf8("[".repeat(200_000));
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(
                        () -> codec.decode(ByteBuffer.wrap(nested), "java.util.List<java.lang.Object>", Object.class));
    }

    @Test
    void aTruncatedObjectIsUnreadable() {
        byte[] json = json(BOLT);
        for (int i = 0; i < json.length; i++) {
            byte[] truncated = Arrays.copyOf(json, i);
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .as("Truncated to %d", i)
                    .isThrownBy(() -> codec.decode(ByteBuffer.wrap(truncated), HERE + "Product", Product.class));
        }
    }

    @Test
    void bytesThatAreNoUtf8AreUnreadable() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(30)];
            random.nextBytes(bytes);
            bytes[0] |= (byte) 0x80;
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes), HERE + "Product", Product.class));
        }
    }

    // ---- the allow-list

    /** What its initializer does must never happen. */
    static final class Loaded {
        static volatile boolean happened;
    }

    @SuppressWarnings("unused")
    static final class Trap {
        static {
            Loaded.happened = true;
        }

        public String command = "";
    }

    /** Remembers what it was asked for. */
    private static final class Watching extends ClassLoader {
        final Set<String> asked = ConcurrentHashMap.newKeySet();

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked.add(name);
            return super.loadClass(name, resolve);
        }
    }

    @Test
    void aClassOutsideTheAllowListIsNeverAskedFor() {
        Watching loader = new Watching();
        JsonCodec careful = new JsonCodec(JsonMapper.shared(), new TypeAllowList(List.of("com.acme")), loader);
        for (String type : List.of(
                HERE + "Trap",
                "java.util.List<" + HERE + "Trap>",
                "java.util.Map<java.lang.String,java.util.Optional<" + HERE + "Trap[]>>",
                HERE + "Trap[][]",
                HERE + "Trap<java.lang.String>")) {
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> careful.decode(ByteBuffer.wrap(utf8("{\"command\":\"x\"}")), type, Object.class))
                    .withMessageContaining("Trap");
        }
        assertThat(loader.asked).noneMatch(name -> name.contains("Trap"));
        assertThat(Loaded.happened).isFalse();

        // It would notice.
        JsonCodec careless =
                new JsonCodec(JsonMapper.shared(), new TypeAllowList(List.of("dev.terrace.cache.codec")), loader);
        careless.decode(ByteBuffer.wrap(utf8("{\"command\":\"x\"}")), HERE + "Trap", Object.class);
        assertThat(loader.asked).contains(HERE + "Trap");
        assertThat(Loaded.happened).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javax.naming.InitialContext",
                "javax.naming.spi.ObjectFactory",
                "javax.management.BadAttributeValueExpException",
                "org.springframework.context.support.ClassPathXmlApplicationContext",
                "org.springframework.context.support.FileSystemXmlApplicationContext",
                "org.springframework.beans.factory.config.PropertyPathFactoryBean",
                "java.lang.ProcessBuilder",
                "java.lang.Runtime",
                "java.lang.Class",
                "java.lang.ClassLoader",
                "java.lang.Thread",
                "java.io.File",
                "java.net.URL",
                "java.net.URLClassLoader",
                "java.util.PriorityQueue",
                "java.util.logging.FileHandler",
                "java.util.zip.ZipFile",
                "java.mathx.BigDecimal",
                "java.timer.Clock",
                "com.sun.rowset.JdbcRowSetImpl",
                "ch.qos.logback.core.db.DriverManagerConnectionSource",
                "dev.terrace.cache.codecs.Product",
                "dev.terrace.cache.codec",
                "Dev.Terrace.Cache.Codec.Product",
                " java.lang.String",
                "java.lang.String ",
                "[Ljava.lang.Runtime;",
                "Ljava.lang.String;",
                "void",
                "java.lang.Object<java.lang.String>"
            })
    void aNameOutsideTheAllowListIsUnreadable(String name) {
        for (String type : List.of(name, name + "[]", "java.util.List<" + name + ">", name + "<java.lang.String>")) {
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .as(type)
                    .isThrownBy(() -> codec.decode(ByteBuffer.wrap(utf8("[]")), type, Object.class));
        }
    }

    @Test
    void aDeclaredSupertypeDoesNotOpenTheAllowList() {
        JsonCodec narrow = codecAllowing("com.acme");
        Object read =
                narrow.decode(ByteBuffer.wrap(utf8("{\"name\":\"Rex\",\"tricks\":3}")), HERE + "Dog", Animal.class);
        assertThat(read).isExactlyInstanceOf(Animal.class);
        assertThat(codec.decode(ByteBuffer.wrap(utf8("{\"name\":\"Rex\",\"tricks\":3}")), HERE + "Dog", Animal.class))
                .isExactlyInstanceOf(Dog.class);
        assertThat(codec.decode(ByteBuffer.wrap(utf8("{\"name\":\"Rex\"}")), HERE + "Product", Animal.class))
                .as("a class that is no subtype")
                .isExactlyInstanceOf(Animal.class);
    }

    // ---- malformed descriptors

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<",
                ">",
                "[]",
                ",",
                "java.util.List<",
                "java.util.List<>",
                "java.util.List<java.lang.String",
                "java.util.List<java.lang.String>>",
                "java.util.List<java.lang.String>x",
                "java.util.List<,>",
                "java.lang.String[",
                "java.lang.String[]]",
                "java.lang.String][",
                "java.util.Map<java.lang.String>",
                "java.util.List<java.lang.String,java.lang.String>",
                "java.lang.String<java.lang.String>",
                "int<java.lang.String>",
                "java.time.\0",
                "java.time.",
                "java.time..LocalDate",
                "java.time./LocalDate",
                "java.time.localdate",
                "dev.terrace.cache.codec.",
                "dev.terrace.cache.codec.jsoncodectests"
            })
    void aMalformedDescriptorIsUnreadable(String type) {
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> codec.decode(ByteBuffer.wrap(utf8("[]")), type, Object.class));
    }

    @Test
    void aDescriptorThatIsTooDeepIsUnreadable() {
        for (String type : List.of(
                "java.util.List<".repeat(100_000),
                "java.util.List<".repeat(40) + "int" + ">".repeat(40),
                "int" + "[]".repeat(300),
                "java.util.List<" + "int" + "[]".repeat(20_000) + ">")) {
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> codec.decode(ByteBuffer.wrap(utf8("[]")), type, Object.class));
        }
    }

    @Test
    void anyTextIsADescriptorOrUnreadable() {
        long seed = Long.getLong("descriptors.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<String> tokens = List.of(
                "<",
                ">",
                ",",
                "[]",
                "[",
                "]",
                ".",
                "\0",
                "\ud800",
                "java.util.List",
                "java.util.Map",
                "java.util.Optional",
                "java.lang.String",
                "java.lang.Object",
                "java.math.BigDecimal",
                "java.time.LocalDate",
                "java.time.x",
                "int",
                "void",
                HERE + "Page",
                HERE + "Product",
                HERE + "Size",
                "java.util.SortedMap",
                "java.util.Currency");
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder type = new StringBuilder(random.nextBoolean() ? "java.util.List<java.lang.String" : "");
            for (int j = random.nextInt(8); j >= 0; j--) {
                type.append(tokens.get(random.nextInt(tokens.size())));
            }
            String json = List.of("[]", "{}", "\"1\"", "1", "null", "[[1]]").get(random.nextInt(6));
            try {
                assertThat(codec.decode(ByteBuffer.wrap(utf8(json)), type.toString(), Object.class))
                        .isNotNull();
                read++;
            } catch (UnreadablePayloadException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("-Ddescriptors.seed=%d: %s of %s".formatted(seed, json, type), e);
            }
        }
        assertThat(read).as("Read, -Ddescriptors.seed=%d", seed).isPositive();
    }

    @Test
    void aDescriptorReadsItsOwnText() {
        for (Object value : undeclaredValues().toList()) {
            TypeDescriptor descriptor = TypeOfValue.of(value);
            assertThat(TypeDescriptor.parse(descriptor.toString())).isEqualTo(descriptor);
        }
    }

    // ----

    private static JsonCodec codecAllowing(String packageName) {
        return new JsonCodec(
                JsonMapper.shared(), new TypeAllowList(List.of(packageName)), JsonCodecTests.class.getClassLoader());
    }

    private Object roundTrip(Object value, Type declared) {
        Encoded encoded = codec.encode(value, declared);
        return codec.decode(encoded.payload().toBuffer(), encoded.type(), declared);
    }

    private byte[] json(Object value) {
        return codec.encode(value, value.getClass()).payload().toBytes();
    }

    private static void assertEqual(Object read, Object value) {
        if (value.getClass().isArray()) {
            assertThat(Arrays.deepEquals(new Object[] {read}, new Object[] {value}))
                    .isTrue();
        } else if (value instanceof Order) {
            assertThat(read).usingRecursiveComparison().isEqualTo(value);
        } else {
            // AssertJ takes times of the same instant for equal.
            assertThat(read.equals(value)).as("%s is %s", read, value).isTrue();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
