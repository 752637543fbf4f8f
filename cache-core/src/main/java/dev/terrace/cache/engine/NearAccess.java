package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Priority;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.coherence.LaneState;
import dev.terrace.cache.coherence.Validity;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.near.NearTier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What may be served from the near tier of one cache, and what may be installed there. Thread-safe. */
final class NearAccess {

    private final String cache;
    private final CachePolicy.Near bounds;
    private final EngineParts parts;
    private final Coherence coherence;
    private final LaneState controlLane;
    private final boolean shared;
    private final Priority priority;
    private final NearTier tier;
    private final Lives lives;
    private final StatisticsRecorder statistics;
    private final HotKeys hotKeys;

    /**
     * @param shared whether other instances may invalidate its entries, so that lanes must be trusted
     */
    NearAccess(CacheCore core, boolean shared) {
        this.cache = core.name;
        this.bounds = core.policy.near();
        this.parts = core.parts;
        this.lives = core.lives;
        this.statistics = core.statistics;
        this.hotKeys = core.hotKeys;
        this.coherence = parts.coherence();
        this.controlLane = coherence.controlLane();
        this.shared = shared;
        this.priority = core.policy.priority();
        this.tier = new NearTier(bounds, shared ? parts.near().index() : null, new NearTier.Keeper() {
            @Override
            public boolean isOver(NearEntry entry) {
                return NearAccess.this.isOver(entry);
            }

            @Override
            public void pinRefused() {
                parts.listener().onEvent(new CacheEvent.PinRefused(cache, bounds));
            }
        });
    }

    NearTier tier() {
        return tier;
    }

    /** The entry of a key if it may be served now. One look, one reading of the clock, nothing allocated. */
    @Nullable
    NearEntry hit(Object key) {
        NearEntry entry = tier.get(key);
        if (entry == null) {
            return null;
        }
        long now = parts.clock().nanoTime();
        if (!entry.isServed(now) || !isTrusted(entry, now) || !isValid(entry)) {
            return null;
        }
        count(entry, now);
        return entry;
    }

    /**
     * An entry is read, and lives on.
     *
     * @return whether that must be told to the remote tier, too
     */
    boolean touch(NearEntry entry) {
        long now = parts.clock().nanoTime();
        if (!lives.isIdling() || !entry.isIdle(now + lives.idleNanos() - lives.touchNanos())) {
            return false;
        }
        entry.read(earlier(now + lives.touchNanos(), refreshAt(entry)), now + lives.idleNanos());
        return true;
    }

    /** Counts a hit. */
    void count(NearEntry entry, long now) {
        hotKeys.read(entry.key());
        statistics.nearHits.increment();
        int saved = entry.loadMillis();
        if (saved > 0) {
            statistics.savedMillis.add(saved);
        }
        if (!entry.isFresh(now)) {
            boolean revalidated = lives.mayRevalidate(entry.freshUntil() - now);
            (revalidated ? statistics.staleRevalidating : statistics.staleOnError).increment();
        }
    }

    /** Whether an entry will not be served again. */
    private boolean isOver(NearEntry entry) {
        long now = parts.clock().nanoTime();
        return !lives.isOfUse(entry.freshUntil() - now, entry.origin().freshMillis())
                || entry.isIdle(now)
                || !isValid(entry);
    }

    /** What a near entry is good for now. */
    enum Use {
        /** It may be served. */
        SERVE,
        /** It may be served, if somebody loads it anew. */
        SERVE_AND_REFRESH,
        /** It may be served when it can neither be had from the remote tier nor loaded. */
        IN_TROUBLE
    }

    /**
     * An entry and what it is good for.
     *
     * @param left nanoseconds until the end of its life, negative after that
     */
    record Found(NearEntry entry, Use use, long left) {}

    /** A closer look at the entry of a key; null if it is good for nothing. One that is past all use is dropped. */
    @Nullable
    Found look(Object key) {
        NearEntry entry = tier.get(key);
        if (entry == null) {
            return null;
        }
        long now = parts.clock().nanoTime();
        long left = entry.freshUntil() - now;
        if (!lives.isOfUse(left, entry.origin().freshMillis())) {
            tier.drop(key, entry);
            return null;
        }
        if (entry.isIdle(now)) {
            return null;
        }
        return isTrusted(entry, now) && isValid(entry) ? new Found(entry, use(entry, left, now), left) : null;
    }

    private Use use(NearEntry entry, long left, long now) {
        if (entry.isServed(now)) {
            return Use.SERVE;
        }
        boolean near = entry.isNear(now);
        if (near && Lives.isFresh(left)) {
            return entry.isRefreshWanted()
                            || lives.refreshesAhead(
                                    left,
                                    entry.origin().freshMillis(),
                                    entry.origin().loadMillis())
                    ? Use.SERVE_AND_REFRESH
                    : Use.SERVE;
        }
        return near && lives.mayRevalidate(left) ? Use.SERVE_AND_REFRESH : Use.IN_TROUBLE;
    }

    /** Whether the value of this stamp is here, of whatever age, and nothing is known to have invalidated it. */
    boolean has(Object key, long stamp) {
        NearEntry entry = tier.get(key);
        return entry != null
                && entry.origin().stamp() == stamp
                && isTrusted(entry, parts.clock().nanoTime())
                && isValid(entry);
    }

    /** The entry of a key if it is good for anything, and nothing is known to have invalidated it. Changes nothing. */
    @Nullable
    NearEntry peek(Object key) {
        NearEntry entry = tier.peek(key);
        return entry == null || isOver(entry) ? null : entry;
    }

    /** Whether an entry may still be served when it cannot be loaded anew. */
    boolean mayServeInTrouble(NearEntry entry) {
        long now = parts.clock().nanoTime();
        return lives.mayServeInTrouble(entry.freshUntil() - now)
                && !entry.isIdle(now)
                && isTrusted(entry, now)
                && isValid(entry);
    }

    /** Whether it may be served, and no refresh can have replaced its value in the remote tier yet. */
    boolean isUndisputed(NearEntry entry) {
        long now = parts.clock().nanoTime();
        return tier.get(entry.key()) == entry
                && refreshAt(entry) - now > 0
                && entry.isNear(now)
                && !entry.isIdle(now)
                && isTrusted(entry, now)
                && isValid(entry);
    }

    /** Serves an entry for a while without a closer look, as long as its value may be served at all. */
    void quieten(NearEntry entry, Duration pause) {
        long now = parts.clock().nanoTime();
        long servable = lives.servableNanos(entry.freshUntil() - now);
        long untouched = lives.isIdling() ? lives.touchNanos() : Long.MAX_VALUE;
        entry.serveUntil(now + Math.min(pause.toNanos(), Math.min(servable, untouched)));
    }

    /**
     * The entry of a key that would be served but for a gap in the log of its lane, or for its age in this tier, if the remote tier
     * knows of it.
     */
    @Nullable
    NearEntry doubtful(Object key) {
        NearEntry entry = tier.get(key);
        if (entry == null || !StoredValue.isStamped(entry.origin().stamp()) || !isValid(entry)) {
            return null;
        }
        long now = parts.clock().nanoTime();
        boolean doubtful = entry.gap() != coherence.lane(entry.hash()).gap() || !entry.isNear(now) || entry.isIdle(now);
        return doubtful && entry.isFresh(now) ? entry : null;
    }

    /** A doubtful entry was found to be what the remote tier has: it is installed anew, unless an invalidation came between. */
    NearEntry verified(NearEntry doubtful, FillTask task) {
        NearEntry.Origin before = doubtful.origin();
        NearEntry.Origin origin = before.withGap(task.gap());
        long now = parts.clock().nanoTime();
        // The remote tier has it, so it is not trusted alone. The next read touches it: that it was looked at, that
        // tier has not heard.
        NearEntry.Limits limits = limits(now, now, lives.touchNanos());
        NearEntry entry = parts.entries().create(doubtful.renewed(origin, life(origin, doubtful.freshUntil(), limits)));
        // Unless a refresh has replaced it meanwhile.
        tier.installUnless(
                doubtful.key(), entry, present -> present.origin().stamp() != before.stamp(), task::mayInstall);
        return entry;
    }

    private boolean isTrusted(NearEntry entry, long now) {
        if (!shared) {
            return true;
        }
        LaneState lane = coherence.lane(entry.hash());
        return isOfThisTime(entry, lane)
                && ((lane.isTrusted(now) && controlLane.isTrusted(now)) || isTrustedAlone(entry, now));
    }

    /** What was loaded a moment ago is, and be it that nobody has known for long what others invalidate. */
    private static boolean isTrustedAlone(NearEntry entry, long now) {
        return entry.isLocal() && entry.isTrustedAlone(now);
    }

    private static boolean isOfThisTime(NearEntry entry, LaneState lane) {
        return entry.isLocal() ? lane.isDetached() && entry.gap() == lane.outage() : entry.gap() == lane.gap();
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
     * got, which somebody now has seen. So does a newer one: nobody knows which of the two is to stay.
     *
     * @param millisLeft of the life of the value; negative if it is past it
     * @return the entry, or null if it is not installed
     */
    @Nullable
    NearEntry install(EntryKey key, StoredValue stored, FillTask task, long millisLeft) {
        if (!lives.isOfUse(Lives.nanos(millisLeft), stored.freshMillis())) {
            return null;
        }
        if (priorityOf(stored) == Priority.LOW && stored.isStamped()) {
            tier.drop(key.near());
            return null;
        }
        NearEntry entry = entry(key, stored, task, millisLeft);
        boolean installed =
                tier.installUnless(key.near(), entry, present -> isNewer(present, stored), task::mayInstall);
        if (!installed) {
            tier.drop(key.near());
        }
        return installed ? entry : null;
    }

    /** What was fetched first may arrive last; what counts is when its load began, for a long one sees what was there then. */
    private static boolean isNewer(NearEntry present, StoredValue stored) {
        NearEntry.Origin origin = present.origin();
        long began = stored.writtenAt() - stored.header().loadMillis();
        return origin.writtenAt() - origin.loadMillis() > began && origin.stamp() != stored.stamp();
    }

    /** Installs a value unless a servable one is there, which is then returned. */
    @Nullable
    NearEntry installIfAbsent(EntryKey key, StoredValue stored, FillTask task) {
        return tier.installIfAbsent(
                key.near(), entry(key, stored, task, stored.freshMillis()), this::isServable, task::mayInstall);
    }

    private boolean isServable(NearEntry entry) {
        long now = parts.clock().nanoTime();
        return entry.isFresh(now) && entry.isNear(now) && !entry.isIdle(now) && isTrusted(entry, now) && isValid(entry);
    }

    private NearEntry entry(EntryKey key, StoredValue stored, FillTask task, long millisLeft) {
        NearEntry.Origin origin = new NearEntry.Origin(
                key.hash(),
                stored.stamp(),
                stored.ctl(),
                stored.isLocal() ? coherence.lane(key.hash()).outage() : task.gap(),
                stored.tags(),
                stored.writtenAt(),
                stored.freshMillis(),
                stored.header().loadMillis(),
                priorityOf(stored),
                stored.header().validators().isEmpty() ? null : stored.header().validators(),
                stored.weight());
        long now = parts.clock().nanoTime();
        NearEntry.Limits limits = limits(now, coherence.trustedAloneUntil(task), 0);
        return parts.entries()
                .create(new NearEntry.Draft(
                        tier,
                        key.near(),
                        stored.value(),
                        stored.copies(),
                        origin,
                        life(origin, now + Lives.nanos(millisLeft), limits)));
    }

    private Priority priorityOf(StoredValue stored) {
        Priority own = stored.header().priority();
        return own != null ? own : priority;
    }

    /** Most entries need not know their limits: these say nothing. */
    private NearEntry.Life life(NearEntry.Origin origin, long freshUntil, NearEntry.Limits limits) {
        long lookAt = earlier(refreshAt(freshUntil, origin.freshMillis(), origin.loadMillis()), limits.nearUntil());
        boolean limited =
                bounds.timeToLive() != null || lives.isIdling() || (shared && origin.stamp() == StoredValue.LOCAL);
        if (lives.isIdling()) {
            lookAt = earlier(lookAt, limits.idleAt() - lives.idleNanos() + lives.touchNanos());
        }
        return new NearEntry.Life(freshUntil, lookAt, limited ? limits : null);
    }

    /** @param unread how long nobody has read it */
    private NearEntry.Limits limits(long now, long aloneUntil, long unread) {
        Duration nearLife = bounds.timeToLive();
        return new NearEntry.Limits(
                now + (nearLife != null ? Math.min(nearLife.toNanos(), Lives.FOR_EVER) : Lives.FOR_EVER),
                aloneUntil,
                now + (lives.isIdling() ? lives.idleNanos() - unread : Lives.FOR_EVER));
    }

    /** From when on a read may refresh it ahead; the end of its life if none does. */
    private long refreshAt(NearEntry entry) {
        return refreshAt(entry.freshUntil(), entry.origin().freshMillis(), entry.loadMillis());
    }

    private long refreshAt(long freshUntil, long freshMillis, int loadMillis) {
        return freshUntil - lives.aheadNanos(freshMillis, loadMillis);
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }
}
