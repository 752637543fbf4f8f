package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Remembers when Redis was lost or regained last, and why it was lost. Thread-safe. */
final class RemoteHistory implements CacheListener {

    static final Turn NONE = new Turn(false, null, null);

    private final CacheClock clock;
    private volatile Turn last = NONE;

    /**
     * The last change.
     *
     * @param lost whether it was lost then
     * @param since when that was; null if it never was
     * @param reason why it was lost last; null if it never was
     */
    record Turn(
            boolean lost, @Nullable Instant since, @Nullable String reason) {}

    RemoteHistory(CacheClock clock) {
        this.clock = clock;
    }

    Turn last() {
        return last;
    }

    /** A loss is told again when its reason changes: it began with the first of them. */
    @Override
    public synchronized void onEvent(CacheEvent event) {
        if (event instanceof CacheEvent.RemoteLost lost) {
            last = new Turn(true, last.lost ? last.since : now(), lost.reason());
        } else if (event instanceof CacheEvent.RemoteRegained) {
            last = new Turn(false, now(), last.reason);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
