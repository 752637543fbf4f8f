package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.terrace.cache.UnsupportedKeyException;
import dev.terrace.cache.spring.SpringKeys;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cache.interceptor.SimpleKey;

class KeyEncoderTests {

    private static final String HERE = "dev.terrace.cache.codec.KeyEncoderTests$";

    private final KeyEncoder encoder = new KeyEncoder(new SpringKeys());

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "anything";
            }
        }
    }

    record Sku(int number, @Nullable String size) {}

    record Line(Sku sku, List<Colour> colours) {}

    private record Hidden(byte[] bytes) {}

    record Throwing(int number) {
        @Override
        public int number() {
            throw new IllegalStateException("no number");
        }
    }

    static final class WithoutText {}

    static final class WithTextOfItsOwn {
        @Override
        public String toString() {
            return "1";
        }
    }

    // ---- the stored format

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("1", "'1'"),
                arguments("", "''"),
                arguments("it's a \\", "'it\\'s a \\\\'"),
                arguments("a\n\0\u007f\u0085", "'a\\u000a\\u0000\\u007f\\u0085'"),
                arguments("\u00e9\ud83d\ude00", "'\u00e9\ud83d\ude00'"),
                arguments("\ud83dx\ude00", "'\\ud83dx\\ude00'"),
                arguments(1, "1"),
                arguments(-1, "-1"),
                arguments(1L, "1L"),
                arguments((short) 1, "1s"),
                arguments((byte) 1, "1b"),
                arguments(1.0, "1.0d"),
                arguments(-0.0, "-0.0d"),
                arguments(Double.NaN, "NaNd"),
                arguments(1.5f, "1.5f"),
                arguments(BigInteger.TEN, "10n"),
                arguments(new BigDecimal("1.50"), "1.50m"),
                arguments(new BigDecimal("1E+3"), "1E+3m"),
                arguments(true, "true"),
                arguments('x', "c'x'"),
                arguments('\'', "c'\\''"),
                arguments(new UUID(1, 2), "uuid(00000000-0000-0001-0000-000000000002)"),
                arguments(Colour.RED, HERE + "Colour.RED"),
                arguments(Colour.GREEN, HERE + "Colour.GREEN"),
                arguments(DayOfWeek.MONDAY, "java.time.DayOfWeek.MONDAY"),
                arguments(new Sku(7, "x"), HERE + "Sku(7,'x')"),
                arguments(new Sku(7, null), HERE + "Sku(7,null)"),
                arguments(
                        new Line(new Sku(7, "x"), List.of(Colour.RED)),
                        HERE + "Line(" + HERE + "Sku(7,'x'),[" + HERE + "Colour.RED])"),
                arguments(new Hidden(new byte[] {1, -1}), HERE + "Hidden(byte[1b,-1b])"),
                arguments(new int[] {1, 2}, "int[1,2]"),
                arguments(new int[0], "int[]"),
                arguments(new int[][] {{1}, {}}, "int[][int[1],int[]]"),
                arguments(new Object[] {"a", null}, "java.lang.Object['a',null]"),
                arguments(new String[] {"a"}, "java.lang.String['a']"),
                arguments(List.of(), "[]"),
                arguments(List.of("a", 1, 2L), "['a',1,2L]"),
                arguments(List.of(List.of()), "[[]]"),
                arguments(Set.of(), "{}"),
                arguments(Set.of("b", "a", 1), "{'a','b',1}"),
                arguments(Map.of(), "{=}"),
                arguments(Map.of("b", 1, "a", List.of(2)), "{'a'=[2],'b'=1}"),
                arguments(Optional.empty(), "optional()"),
                arguments(Optional.of("a"), "optional('a')"),
                arguments(String.class, "class(java.lang.String)"),
                arguments(int[].class, "class(int[])"),
                arguments(Locale.GERMANY, "locale('de','DE','','',{=})"),
                arguments(Locale.forLanguageTag("und-Latn"), "locale('','','','Latn',{=})"),
                arguments(
                        Locale.forLanguageTag("zh-Hant-TW-u-nu-hanidec-x-a"),
                        "locale('zh','TW','','Hant',{c'u'='nu-hanidec',c'x'='a'})"),
                arguments(URI.create("https://u@A.example:80/b?c=d#e"), "uri('https','u@a.example:80','/b','c=d','e')"),
                arguments(URI.create("//a_B/%c3"), "uri(null,'a_B','/%C3',null,null)"),
                arguments(URI.create("MAILTO:A@b"), "uri('mailto','A@b',null)"),
                arguments(Currency.getInstance("EUR"), "currency(EUR)"),
                arguments(LocalDate.of(2026, 1, 31), "java.time.LocalDate(2026-01-31)"),
                arguments(LocalDateTime.of(2026, 1, 31, 9, 0), "java.time.LocalDateTime(2026-01-31T09:00)"),
                arguments(Instant.EPOCH, "java.time.Instant(1970-01-01T00:00:00Z)"),
                arguments(YearMonth.of(2026, 1), "java.time.YearMonth(2026-01)"),
                arguments(Duration.ofMillis(1500), "java.time.Duration(PT1.5S)"),
                arguments(Period.ofDays(7), "java.time.Period(P7D)"),
                arguments(ZoneOffset.UTC, "java.time.ZoneOffset(Z)"),
                arguments(ZoneId.of("Europe/Berlin"), "java.time.ZoneRegion(Europe/Berlin)"),
                arguments(
                        ZonedDateTime.of(2026, 1, 31, 9, 0, 0, 0, ZoneId.of("Europe/Berlin")),
                        "java.time.ZonedDateTime(2026-01-31T09:00+01:00[Europe/Berlin])"),
                arguments(SimpleKey.EMPTY, "SimpleKey()"),
                arguments(new SimpleKey("a"), "SimpleKey('a')"),
                arguments(new SimpleKey("a", 1L, null), "SimpleKey('a',1L,null)"),
                arguments(new SimpleKey((Object) new int[] {1}), "SimpleKey(int[1])"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void theTextOfAKeyIsAStoredFormat(Object key, String text) {
        assertThat(encoder.encode(key)).isEqualTo(text);
    }

    @Test
    void theHashOfAKeyIsAStoredFormat() {
        assertThat(KeyHash.of("products", "1L")).isEqualTo(-7063023119423887960L);
        assertThat(KeyHash.of("", "''")).isEqualTo(7742101470220548705L);
        assertThat(KeyHash.of("caf\u00e9", "'\u00e9'")).isEqualTo(4312759533414808281L);
    }

    @Test
    void aTextUpToTheLimitIsWrittenOutAndALongerOneHashed() {
        String fits = "x".repeat(KeyEncoder.MAXIMUM_LENGTH - 2);
        assertThat(encoder.encode(fits)).isEqualTo("'" + fits + "'");
        assertThat(encoder.encode(fits + "x"))
                .isEqualTo("#83725d0517fb96050fe8d02e024f2192437c4411c41decb5e8c988a983420b7e");
    }

    @Test
    void longKeysThatDifferAnywhereHaveDifferentTexts() {
        Set<String> texts = new HashSet<>();
        String common = "x".repeat(1000);
        for (int i = 0; i < 1000; i++) {
            texts.add(encoder.encode(common.substring(i) + i + common));
            texts.add(encoder.encode(List.of(common, i)));
        }
        assertThat(texts).hasSize(2000).allMatch(text -> text.matches("#[0-9a-f]{64}"));
    }

    @Test
    void aStringThatLooksLikeAHashedTextIsNone() {
        String hashed = encoder.encode("x".repeat(1000));
        assertThat(encoder.encode(hashed)).isEqualTo("'" + hashed + "'");
    }

    // ---- injective

    @Test
    void theNotoriousNeighboursNeverMeet() {
        assertThat(Stream.of(
                                "1",
                                1,
                                1L,
                                1.0,
                                '1',
                                "a",
                                new SimpleKey("a"),
                                List.of("a"),
                                Set.of("a"),
                                "SimpleKey('a')",
                                new SimpleKey(List.of("a", "b")),
                                new SimpleKey("a", "b"),
                                new SimpleKey("a,b"),
                                new SimpleKey(),
                                new SimpleKey("", ""),
                                List.of("a', 'b"),
                                List.of("a", "b"),
                                "null",
                                Arrays.asList((Object) null),
                                true,
                                "true",
                                Colour.RED,
                                HERE + "Colour.RED")
                        .map(encoder::encode))
                .doesNotHaveDuplicates();
        assertThat(KeyHash.of("a:b", encoder.encode("c"))).isNotEqualTo(KeyHash.of("a", encoder.encode("b:c")));
    }

    @Test
    void localesThatDifferOnlyInWhatTheirOwnTextLeavesOutNeverMeet() {
        assertThat(Stream.of(
                                Locale.ROOT,
                                Locale.forLanguageTag("und-Latn"),
                                Locale.forLanguageTag("und-Cyrl"),
                                Locale.forLanguageTag("und-u-nu-latn"),
                                Locale.forLanguageTag("de-Latn"),
                                new Locale("de", "", "#Latn"),
                                new Locale("de", "", "posix"),
                                new Locale("de", "", "POSIX"))
                        .map(encoder::encode))
                .doesNotHaveDuplicates();
    }

    @Test
    void urisShareATextIfAndOnlyIfTheyAreEqual() {
        List<URI> uris = Stream.concat(
                        Stream.of(
                                        "http://a.example/%c3",
                                        "HTTP://A.example/%C3",
                                        "http://a.example/%C3#",
                                        "http://a.example/%C3?",
                                        "http://a.example:80/%C3",
                                        "http://a.example/A",
                                        "http://a.example/a",
                                        "http://U@a.example",
                                        "http://u@A.example",
                                        "//a_b",
                                        "//A_b",
                                        "///a",
                                        "/a",
                                        "a",
                                        "",
                                        "urn:a:%c3",
                                        "URN:a:%C3",
                                        "urn:A:%C3",
                                        "//b")
                                .map(URI::create),
                        // Its path is //b, and so is its text.
                        Stream.of(URI.create("http://a/").relativize(URI.create("http://a///b"))))
                .toList();
        for (URI one : uris) {
            for (URI other : uris) {
                assertThat(encoder.encode(one).equals(encoder.encode(other)))
                        .as("%s and %s", one, other)
                        .isEqualTo(one.equals(other));
            }
        }
    }

    @Test
    void twoRandomKeysShareATextIfAndOnlyIfTheyAreEqual() {
        Property property = new Property();
        Map<String, Object> keys = new HashMap<>();
        Map<Object, String> texts = new HashMap<>();
        for (int i = 0; i < property.count; i++) {
            Object key = property.keys.next();
            Object identity = RandomKeys.identity(key);
            String text = property.encoder.encode(key);
            Object sameText = keys.putIfAbsent(text, identity);
            String sameKey = texts.putIfAbsent(identity, text);
            if (sameText != null) {
                assertThat(identity).as("Key of %s, %s", text, property).isEqualTo(sameText);
            }
            if (sameKey != null) {
                property.equalPairs++;
                assertThat(text).as("Text of %s, %s", identity, property).isEqualTo(sameKey);
            }
        }
        property.sawBoth(texts.size());
    }

    @Test
    void twoRandomKeysOfRandomCachesShareAHashIfAndOnlyIfKeysAndCachesAreEqual() {
        Property property = new Property();
        Map<Long, Object> keys = new HashMap<>();
        Map<Object, Long> hashes = new HashMap<>();
        for (int i = 0; i < property.count; i++) {
            String cache = property.keys.cacheName();
            Object key = property.keys.next();
            Object identity = List.of(cache, RandomKeys.identity(key));
            long hash = KeyHash.of(cache, property.encoder.encode(key));
            Object sameHash = keys.putIfAbsent(hash, identity);
            Long sameKey = hashes.putIfAbsent(identity, hash);
            if (sameHash != null) {
                assertThat(identity).as("Key of %x, %s", hash, property).isEqualTo(sameHash);
            }
            if (sameKey != null) {
                property.equalPairs++;
                assertThat(hash).as("Hash of %s, %s", identity, property).isEqualTo(sameKey);
            }
        }
        property.sawBoth(hashes.size());
    }

    @Test
    void theTextOfEqualKeysIsTheSameWhateverTheirCollectionsAre() {
        Property property = new Property();
        for (int i = 0; i < property.count; i++) {
            Object key = property.keys.next();
            Object equal = property.keys.rebuilt(key);
            assertThat(property.encoder.encode(equal))
                    .as("%s, %s", RandomKeys.identity(key), property)
                    .isEqualTo(property.encoder.encode(key));
        }
    }

    /** One run of a property: {@code -Dkeys.seed} repeats it, {@code -Dkeys.count} makes it longer. */
    private static final class Property {
        final long seed = Long.getLong("keys.seed", System.nanoTime());
        final int count = Integer.getInteger("keys.count", 20_000);
        final RandomKeys keys = new RandomKeys(seed);
        final KeyEncoder encoder = new KeyEncoder(RandomKeys.DECOMPOSER);
        int equalPairs;

        /** A property over nothing but different, or nothing but equal keys would show nothing. */
        void sawBoth(int different) {
            assertThat(different).as("Different keys, %s", this).isGreaterThan(count / 10);
            assertThat(equalPairs).as("Equal pairs, %s", this).isGreaterThan(count / 100);
        }

        @Override
        public String toString() {
            return "-Dkeys.seed=" + seed + " -Dkeys.count=" + count;
        }
    }

    // ---- refused

    static Stream<Arguments> keysWithoutText() {
        return Stream.of(
                        new WithoutText(),
                        new WithTextOfItsOwn(),
                        new AtomicInteger(1),
                        new StringBuilder("1"),
                        new ArrayDeque<>(List.of(1)),
                        new Object() {},
                        (Runnable) () -> {},
                        Thread.currentThread())
                .map(key -> arguments(key, key.getClass().getName()));
    }

    @ParameterizedTest
    @MethodSource("keysWithoutText")
    void aKeyWithoutAStableTextIsRefusedWithItsNameAndTheRemedy(Object key, String name) {
        for (Object holder : List.of(key, List.of(key), new SimpleKey("a", key), Optional.of(key))) {
            assertThatExceptionOfType(UnsupportedKeyException.class)
                    .isThrownBy(() -> encoder.encode(holder))
                    .withMessageContaining(name)
                    .withMessageContaining("use a record")
                    .withMessageContaining("keyGenerator");
        }
    }

    @Test
    void aKeyThatContainsItselfIsRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        list.add(list);
        Map<String, Object> map = new HashMap<>();
        map.put("map", map);
        Object[] array = new Object[1];
        array[0] = array;
        for (Object key : List.of(new Object[] {list}, new Object[] {map}, array)) {
            assertThatExceptionOfType(UnsupportedKeyException.class)
                    .isThrownBy(() -> encoder.encode(key))
                    .withMessageContaining("contains itself");
        }
    }

    @Test
    void aRecordWhoseAccessorThrowsIsRefusedWithItsName() {
        assertThatExceptionOfType(UnsupportedKeyException.class)
                .isThrownBy(() -> encoder.encode(new Throwing(1)))
                .withMessageContaining("Throwing")
                .withMessageContaining("'number'")
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void onlyAnArrayItselfIsToldToCompareByIdentity() {
        assertThat(KeyEncoder.comparesByIdentity(new int[0])).isTrue();
        assertThat(Stream.of("a", 1, List.of(), new Sku(1, "x"), new SimpleKey((Object) new int[0])))
                .noneMatch(KeyEncoder::comparesByIdentity);
        assertThat(Stream.of(List.of(new int[0]), new Hidden(new byte[0])))
                .as("the documented limit: nothing looks into a key on every near hit")
                .noneMatch(KeyEncoder::comparesByIdentity);
    }
}
