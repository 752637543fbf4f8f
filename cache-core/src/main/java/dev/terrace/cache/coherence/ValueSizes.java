package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.RemoteKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long the values of caches are, as far as they were seen lately: a long one counts at once, short ones little by little. Takes one
 * number for each cache. Thread-safe; two that are seen at once may count as one.
 */
final class ValueSizes {

    /** Until one was seen. */
    static final int UNKNOWN = 16 << 10;

    private static final int INERTIA = 8;

    private final Map<String, Size> sizes = new ConcurrentHashMap<>();

    private static final class Size {
        private volatile int bytes;

        Size(int bytes) {
            this.bytes = bytes;
        }
    }

    /** What to expect of the value of a key. */
    int expected(RemoteKey key) {
        Size size = sizes.get(key.cache());
        return size == null ? UNKNOWN : size.bytes;
    }

    void seen(RemoteKey key, int length) {
        Size size = sizes.get(key.cache());
        if (size == null) {
            sizes.put(key.cache(), new Size(length));
        } else if (size.bytes != length) {
            size.bytes = length > size.bytes ? length : size.bytes - Math.max(1, (size.bytes - length) / INERTIA);
        }
    }
}
