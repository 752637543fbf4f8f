package dev.terrace.cache;

import java.util.Map;
import java.util.Set;

/**
 * Computes the values of several keys that no tier holds, in one go. It runs where and as often as a {@link ValueLoader} does,
 * for each of the keys.
 */
@FunctionalInterface
public interface BulkLoader<K, V> {

    /**
     * Loads.
     *
     * @param missing the keys, at least one, in the order in which the caller named them; cannot be changed
     * @return their values, not null. A key that is not in it, or whose value is null, has no value: its callers get null, which is
     *     kept if nulls are. Other keys in it are ignored: nobody holds a lease for them
     * @throws Exception reaches every caller that waits for one of these keys unchanged
     */
    Map<K, V> loadAll(Set<K> missing) throws Exception;
}
