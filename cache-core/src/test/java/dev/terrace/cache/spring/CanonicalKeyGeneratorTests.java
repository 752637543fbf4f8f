package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ReflectionUtils;

/** The key of a call of a model does not depend on how its arguments were put together, and on all else. */
class CanonicalKeyGeneratorTests {

    record Message(String role, String content) {}

    record Swapped(String content, String role) {}

    record Nothing() {}

    record Options(Map<String, Object> parameters, Set<Message> messages) {}

    static class Model {

        final AtomicInteger calls = new AtomicInteger();

        int calls() {
            return calls.get();
        }

        @Cacheable(cacheNames = "llm-responses", keyGenerator = "canonicalKeyGenerator")
        public String answer(String prompt, String model, Map<String, Object> parameters) {
            return "answer " + calls.incrementAndGet();
        }
    }

    private final CanonicalKeyGenerator generator = new CanonicalKeyGenerator();
    private final Method method =
            ReflectionUtils.findMethod(Model.class, "answer", String.class, String.class, Map.class);

    private Object key(@Nullable Object... arguments) {
        return generator.generate(this, method, arguments);
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }

    @Test
    void itIsTheHashOfTheCanonicalText() throws Exception {
        String text = "[\"hi\\\"\\u000a\",{\"a\":[1,15e-1,null,true],\"b\":\"1\"}]";
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        assertThat(key("hi\"\n", map("b", "1", "a", Arrays.asList(1, 1.50, null, true))))
                .isEqualTo(HexFormat.of().formatHex(digest));
    }

    @Test
    void theOrderOfMapsPropertiesAndSetsDoesNotCount() {
        assertThat(key(map("a", 1, "b", map("c", 2, "d", 3)))).isEqualTo(key(map("b", map("d", 3, "c", 2), "a", 1)));
        assertThat(key(new Message("user", "hi"))).isEqualTo(key(new Swapped("hi", "user")));
        Set<Message> some = new LinkedHashSet<>(List.of(new Message("user", "a"), new Message("user", "b")));
        Set<Message> same = new LinkedHashSet<>(List.of(new Message("user", "b"), new Message("user", "a")));
        assertThat(key(some)).isEqualTo(key(same));
        assertThat(key(new Options(map("x", 1), some))).isEqualTo(key(new Options(map("x", 1), same)));
        assertThat(key(some)).isNotEqualTo(key(Set.of(new Message("user", "a"))));
    }

    @Test
    void theOrderOfListsAndArgumentsCounts() {
        assertThat(key(List.of(1, 2))).isNotEqualTo(key(List.of(2, 1)));
        assertThat(key(1, 2)).isNotEqualTo(key(2, 1));
        assertThat(key(1, 2)).isNotEqualTo(key(List.of(1, 2)));
        assertThat(key("a", "b")).isNotEqualTo(key("ab"));
    }

    @Test
    void aNumberIsItsValueAndNoText() {
        Object one = key(1);
        for (Object same : List.of(
                1L, (short) 1, 1.0, 1.0f, 1e0, BigInteger.ONE, new BigDecimal("1.000"), new BigDecimal("10e-1"))) {
            assertThat(key(same)).as(same.getClass().getName()).isEqualTo(one);
        }
        assertThat(key("1")).isNotEqualTo(one);
        assertThat(key(true)).isNotEqualTo(one);
        assertThat(key(-1)).isNotEqualTo(one);
        assertThat(key(0.0)).isEqualTo(key(0)).isEqualTo(key(-0.0));
        assertThat(key(100)).isEqualTo(key(1e2)).isEqualTo(key(new BigDecimal("1E+2")));
        assertThat(key(0.7)).isEqualTo(key(0.7f)).isEqualTo(key(new BigDecimal("0.70")));
    }

    /** As doubles these would be the same. */
    @Test
    void numbersStayExact() {
        assertThat(key(9007199254740993L)).isNotEqualTo(key(9007199254740992L));
        assertThat(key(new BigDecimal("0.1"))).isNotEqualTo(key(new BigDecimal("0.10000000000000000001")));
        assertThat(key(Double.NaN)).isNotEqualTo(key("NaN")).isNotEqualTo(key(Double.POSITIVE_INFINITY));
    }

    @Test
    void aHugeExponentCostsNothing() {
        assertThat(key(new BigDecimal("1e1000000000"))).isNotEqualTo(key(new BigDecimal("1e1000000001")));
    }

    @Test
    void textsThatOnlyLookAlikeDiffer() {
        List<Object> different = List.of(
                "\uD800",
                "?",
                "\uDC00",
                "\\ud800",
                "\uD83D\uDE00",
                "null",
                "",
                "[]",
                List.of(),
                Map.of(),
                "{}",
                "\"",
                "\\\"");
        assertThat(different.stream().map(this::key).distinct()).hasSize(different.size());
        assertThat(key((Object) null)).isNotEqualTo(key("null"));
        assertThat(key(map("a", null))).isNotEqualTo(key(map()));
        assertThat(key(map("a\":1,\"b", 2))).isNotEqualTo(key(map("a", 1, "b", 2)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shuffledArgumentsHaveTheSameKey(long seed) {
        Random random = new Random(seed);
        Object value = value(random, 0);
        for (int i = 0; i < 50; i++) {
            assertThat(key(shuffled(value, random))).isEqualTo(key(value));
        }
        assertThat(key(Map.of("other", value))).isNotEqualTo(key(value));
    }

    private static Object value(Random random, int depth) {
        return switch (depth > 3 ? random.nextInt(3) : 3 + random.nextInt(2)) {
            case 0 -> random.nextInt(1000);
            case 1 -> random.nextDouble();
            case 2 -> "text " + random.nextInt(1000);
            case 3 -> {
                Map<String, Object> map = new TreeMap<>();
                for (int i = 0; i < 4; i++) {
                    map.put("key " + random.nextInt(100), value(random, depth + 1));
                }
                yield map;
            }
            default -> List.of(value(random, depth + 1), value(random, depth + 1));
        };
    }

    private static Object shuffled(Object value, Random random) {
        if (value instanceof Map<?, ?> map) {
            List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
            Collections.shuffle(entries, random);
            Map<Object, Object> shuffled = random.nextBoolean() ? new LinkedHashMap<>() : new HashMap<>();
            entries.forEach(entry -> shuffled.put(entry.getKey(), shuffled(entry.getValue(), random)));
            return shuffled;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(element -> shuffled(element, random)).toList();
        }
        return value instanceof Integer number ? BigDecimal.valueOf(number * 100L, 2) : value;
    }

    @Test
    void whatIsNoJsonIsRefused() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        for (Object argument :
                List.of(new Object(), (Runnable) () -> {}, new Nothing(), List.of(new Nothing()), circle)) {
            assertThatThrownBy(() -> key(argument))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Model.answer");
        }
    }

    @Test
    void aCachedCallOfAModelDoesNotDependOnTheOrderOfItsParameters() {
        try (AnnotatedContext side = new AnnotatedContext(Model.class, Keys.class)) {
            Model model = side.bean(Model.class);
            assertThat(model.answer("why?", "large", map("temperature", 0, "seed", 7)))
                    .isEqualTo(model.answer("why?", "large", map("seed", 7L, "temperature", 0.0)));
            model.answer("why?", "small", map("temperature", 0, "seed", 7));
            assertThat(model.calls()).isEqualTo(2);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Keys {
        @Bean
        CanonicalKeyGenerator canonicalKeyGenerator() {
            return new CanonicalKeyGenerator();
        }
    }
}
