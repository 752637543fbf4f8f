package dev.terrace.cache.engine;

import dev.terrace.cache.codec.KeyEncoder;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one call for several: in their order, each once, also if the caller has named it twice, or by two arrays with the same
 * contents.
 */
final class BulkKeys<K> {

    private final Map<K, Object> named;
    private final Map<Object, K> distinct;

    /**
     * @throws IllegalArgumentException if one of them is null
     * @throws dev.terrace.cache.UnsupportedKeyException if one cannot be a key, as far as that is known by now
     */
    BulkKeys(Collection<? extends K> keys, KeyEncoder encoder) {
        this.named = mapFor(keys.size());
        this.distinct = mapFor(keys.size());
        int number = 0;
        for (K key : keys) {
            number++;
            if (key == null) {
                throw new IllegalArgumentException("Key %d of %d is null".formatted(number, keys.size()));
            }
            Object near = KeyText.nearKey(key, encoder);
            named.put(key, near);
            distinct.putIfAbsent(near, key);
        }
    }

    private static <A, B> Map<A, B> mapFor(int size) {
        return new LinkedHashMap<>(2 * size);
    }

    /** One of the caller's keys for each. */
    Collection<K> all() {
        return distinct.values();
    }

    /** The same, by what each is in the near tier. */
    void forEach(BiConsumer<Object, K> work) {
        distinct.forEach(work);
    }

    int size() {
        return distinct.size();
    }

    /**
     * What each of the caller's keys has come to; without those that have come to nothing.
     *
     * @param results by what a key is in the near tier; null for nothing
     */
    <T> Map<K, T> inOrder(Function<Object, @Nullable T> results) {
        Map<K, T> all = mapFor(named.size());
        named.forEach((key, near) -> {
            T result = results.apply(near);
            if (result != null) {
                all.put(key, result);
            }
        });
        return Collections.unmodifiableMap(all);
    }
}
