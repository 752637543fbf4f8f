package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.codec.KeyEncoder;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTextTests {

    private static final KeyEncoder KEYS = new KeyEncoder();

    private static Object near(Object key) {
        return KeyText.nearKey(key, KEYS);
    }

    @Test
    void arraysThatMeanTheSameAreTheSameNearKey() {
        assertThat(near(new int[] {1, 2})).isEqualTo(near(new int[] {1, 2})).isNotEqualTo(near(new int[] {2, 1}));
        assertThat(near(new long[] {1})).isNotEqualTo(near(new int[] {1}));
    }

    @Test
    void anArrayIsNotTheStringOfTheSameText() {
        int[] array = {1, 2};
        String text = KEYS.encode(array);
        assertThat(near(array)).isNotEqualTo(near(text)).isNotEqualTo(text);
        assertThat(KeyText.of(near(array), KEYS)).isEqualTo(text);
        assertThat(KeyText.of(near(text), KEYS)).isEqualTo(KEYS.encode(text)).isNotEqualTo(text);
    }

    @Test
    void anyOtherKeyIsItself() {
        for (Object key : List.of("a", 1L, List.of(1, 2))) {
            assertThat(near(key)).isSameAs(key);
            assertThat(KeyText.of(near(key), KEYS)).isEqualTo(KEYS.encode(key));
        }
    }
}
