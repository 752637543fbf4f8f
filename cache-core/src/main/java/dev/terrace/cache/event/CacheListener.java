package dev.terrace.cache.event;

import org.jspecify.annotations.Nullable;

/**
 * Hears events. It is called on the thread on which the thing happened, caller threads among them: it must return at once and
 * be thread-safe. What it throws is logged and otherwise ignored.
 */
@FunctionalInterface
public interface CacheListener {

    void onEvent(CacheEvent event);

    /** What else it wants to see; asked for once, when the caches are made. Null for nothing, which then costs nothing. */
    default @Nullable CacheObserver observer() {
        return null;
    }
}
