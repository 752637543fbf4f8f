package dev.terrace.cache.event;

/**
 * Hears events. It is called on the thread on which the thing happened, caller threads among them: it must return at once and
 * be thread-safe. What it throws is logged and otherwise ignored.
 */
@FunctionalInterface
public interface CacheListener {

    void onEvent(CacheEvent event);
}
