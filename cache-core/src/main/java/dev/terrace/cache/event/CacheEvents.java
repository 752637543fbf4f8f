package dev.terrace.cache.event;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each event to every listener; a listener that throws does not keep it from the others. Thread-safe. */
public final class CacheEvents implements CacheListener {

    private static final Logger log = LoggerFactory.getLogger(CacheEvents.class);

    private final List<CacheListener> listeners;

    public CacheEvents(List<CacheListener> listeners) {
        this.listeners = List.copyOf(listeners);
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
