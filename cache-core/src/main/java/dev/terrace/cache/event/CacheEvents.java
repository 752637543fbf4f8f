package dev.terrace.cache.event;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each event to every listener; a listener that throws does not keep it from the others. Thread-safe. */
public final class CacheEvents implements CacheListener {

    private static final Logger log = LoggerFactory.getLogger(CacheEvents.class);

    private final List<CacheListener> listeners;
    private final @Nullable CacheObserver observer;

    public CacheEvents(List<CacheListener> listeners) {
        this.listeners = List.copyOf(listeners);
        this.observer = CacheObservers.of(listeners.stream()
                .<@Nullable CacheObserver>map(CacheListener::observer)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull));
    }

    @Override
    public @Nullable CacheObserver observer() {
        return observer;
    }

    @Override
    public void onEvent(CacheEvent event) {
        for (CacheListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (RuntimeException e) {
                log.warn(
                        "The listener {} failed on {}",
                        listener.getClass().getName(),
                        event.getClass().getSimpleName(),
                        e);
            }
        }
    }
}
