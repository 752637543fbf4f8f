package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.coherence.LaneState;
import dev.terrace.cache.coherence.Validity;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.near.NearTier;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What may be served from the near tier of one cache, and what may be installed there. Thread-safe. */
final class NearAccess {

    private final String cache;
    private final CachePolicy.Near bounds;
    private final EngineParts parts;
    private final Coherence coherence;
    private final LaneState controlLane;
    private final boolean shared;
    private final NearTier tier;

    /**
     * @param shared whether other instances may invalidate its entries, so that lanes must be trusted
     */
    NearAccess(String cache, CachePolicy.Near bounds, EngineParts parts, boolean shared) {
        this.cache = cache;
        this.bounds = bounds;
        this.parts = parts;
        this.coherence = parts.coherence();
        this.controlLane = coherence.controlLane();
        this.shared = shared;
        this.tier = new NearTier(bounds, shared ? parts.near().index() : null, parts.executor());
    }

    NearTier tier() {
        return tier;
    }

    /** The entry of a key if it may be served now. One look, one reading of the clock, nothing allocated. */
    @Nullable
    NearEntry servable(Object key) {
        NearEntry entry = tier.get(key);
        if (entry == null) {
            return null;
        }
        long now = parts.clock().nanoTime();
        if (isServable(entry, now)) {
            return entry;
        }
        if (!entry.isFresh(now)) {
            tier.drop(key, entry);
        }
        return null;
    }

    /** The entry of a key that would be served but for a gap in the log of its lane, if the remote tier knows of it. */
    @Nullable
    NearEntry doubtful(Object key) {
        NearEntry entry = tier.get(key);
        boolean doubtful = entry != null
                && isStamped(entry)
                && entry.isFresh(parts.clock().nanoTime())
                && entry.origin().gap() != coherence.lane(entry.origin().hash()).gap()
                && isValid(entry);
        return doubtful ? entry : null;
    }

    private static boolean isStamped(NearEntry entry) {
        return entry.origin().stamp() != StoredValue.LOCAL && entry.origin().stamp() != StoredValue.SHARED;
    }

    /** A doubtful entry was found to be what the remote tier has: it is installed anew, unless an invalidation came between. */
    NearEntry verified(NearEntry doubtful, FillTask task) {
        NearEntry.Origin before = doubtful.origin();
        NearEntry.Origin origin = new NearEntry.Origin(
                before.hash(),
                before.stamp(),
                before.ctl(),
                task.gap(),
                before.tags(),
                before.writtenAt(),
                before.weight());
        NearEntry entry = parts.entries()
                .create(new NearEntry.Draft(tier, doubtful.key(), doubtful.value(), origin, doubtful.freshUntil()));
        tier.install(doubtful.key(), entry, () -> !task.isPoisoned());
        return entry;
    }

    private boolean isServable(NearEntry entry, long now) {
        return entry.isFresh(now) && isTrusted(entry, now) && isValid(entry);
    }

    private boolean isTrusted(NearEntry entry, long now) {
        if (!shared) {
            return true;
        }
        LaneState lane = coherence.lane(entry.origin().hash());
        // What was loaded alone is no fresher than the last sync either: others may have invalidated it since.
        return lane.isTrusted(now) && controlLane.isTrusted(now) && isOfThisTime(entry, lane);
    }

    private static boolean isOfThisTime(NearEntry entry, LaneState lane) {
        return entry.isLocal()
                ? lane.isDetached() && entry.origin().gap() == lane.outage()
                : entry.origin().gap() == lane.gap();
    }

    private boolean isValid(NearEntry entry) {
        long version = coherence.control().version();
        if (entry.validAt() == version) {
            return true;
        }
        NearEntry.Origin origin = entry.origin();
        boolean valid =
                coherence.control().validity(cache, origin.ctl(), origin.tags(), () -> textOf(entry)) == Validity.VALID;
        if (valid) {
            entry.foundValidAt(version);
        }
        return valid;
    }

    private String textOf(NearEntry entry) {
        return KeyText.of(entry.key(), parts.keys());
    }

    /**
     * Installs what a task got, unless an invalidation came between. Then what is near goes too: it may be older than what the task
     * got, which somebody now has seen.
     */
    void install(EntryKey key, StoredValue stored, FillTask task, long millisLeft) {
        if (millisLeft <= 0) {
            return;
        }
        boolean installed = tier.install(key.near(), entry(key, stored, task, millisLeft), () -> !task.isPoisoned());
        if (!installed) {
            tier.drop(key.near());
        }
    }

    /** Installs a value unless a servable one is there, which is then returned. */
    @Nullable
    NearEntry installIfAbsent(EntryKey key, StoredValue stored, FillTask task) {
        return tier.installIfAbsent(
                key.near(),
                entry(key, stored, task, stored.freshMillis()),
                present -> isServable(present, parts.clock().nanoTime()),
                () -> !task.isPoisoned());
    }

    private NearEntry entry(EntryKey key, StoredValue stored, FillTask task, long millisLeft) {
        Duration nearLife = bounds.timeToLive();
        long nanos = TimeUnit.MILLISECONDS.toNanos(millisLeft);
        if (nearLife != null) {
            nanos = Math.min(nanos, nearLife.toNanos());
        }
        // Half the range of a long keeps differences of times from overflowing.
        long freshUntil = parts.clock().nanoTime() + Math.min(nanos, Long.MAX_VALUE / 2);
        NearEntry.Origin origin = new NearEntry.Origin(
                key.hash(),
                stored.stamp(),
                stored.ctl(),
                stored.isLocal() ? coherence.lane(key.hash()).outage() : task.gap(),
                stored.tags(),
                stored.writtenAt(),
                stored.weight());
        return parts.entries().create(new NearEntry.Draft(tier, key.near(), stored.value(), origin, freshUntil));
    }
}
