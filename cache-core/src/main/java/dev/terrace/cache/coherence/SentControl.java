package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.Invalidation;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Tags, caches and patterns that were sent late and acknowledged. They stay barred until this instance has applied their log
 * entries; should that take several tries, they are not sent again.
 */
final class SentControl {

    private record Logged(Invalidation invalidation, int bars) {}

    private final Unacknowledged unacknowledged;
    private final ConcurrentLinkedQueue<Logged> logged = new ConcurrentLinkedQueue<>();

    SentControl(Unacknowledged unacknowledged) {
        this.unacknowledged = unacknowledged;
    }

    void logged(Invalidation invalidation, int bars) {
        logged.add(new Logged(invalidation, bars));
    }

    /** The log was applied up to behind all of them. */
    void applied() {
        for (Logged entry = logged.poll(); entry != null; entry = logged.poll()) {
            unacknowledged.sentLate(entry.invalidation, entry.bars);
        }
    }
}
