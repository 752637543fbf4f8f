package dev.terrace.cache.engine;

import dev.terrace.cache.codec.KeyEncoder;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The keys of one call for several: in their order, each once, also if the caller has named it twice, or by two arrays with the same
 * contents.
 */
final class BulkKeys<K> {

    private final KeyEncoder encoder;
    private final Set<K> named = new LinkedHashSet<>();
    private final Map<Object, K> distinct = new LinkedHashMap<>();

    /**
     * @throws IllegalArgumentException if one of them is null
     * @throws dev.terrace.cache.UnsupportedKeyException if one cannot be a key, as far as that is known by now
     */
    BulkKeys(Collection<? extends K> keys, KeyEncoder encoder) {
        this.encoder = encoder;
        int number = 0;
        for (K key : keys) {
            number++;
            if (key == null) {
                throw new IllegalArgumentException("Key %d of %d is null".formatted(number, keys.size()));
            }
            named.add(key);
            distinct.putIfAbsent(near(key), key);
        }
    }

    private Object near(K key) {
        return KeyText.nearKey(key, encoder);
    }

    /** One of the caller's keys for each. */
    Collection<K> all() {
        return distinct.values();
    }

    int size() {
        return distinct.size();
    }

    /** What each of the caller's keys has come to, by what it is in the near tier; without those that have come to nothing. */
    <T> Map<K, T> inOrder(Map<Object, T> byNear) {
        Map<K, T> all = new LinkedHashMap<>();
        for (K key : named) {
            T result = byNear.get(near(key));
            if (result != null) {
                all.put(key, result);
            }
        }
        return Collections.unmodifiableMap(all);
    }
}
