package dev.terrace.cache.near;

import dev.terrace.cache.Priority;
import dev.terrace.cache.Validators;
import dev.terrace.cache.near.Places.Place;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the near tier: the value itself and what a hit must check. Immutable but for the remembered result of the last
 * check and the time until which it is served without a closer look. A subclass may give it the face that an adapter returns, so
 * that a hit allocates nothing.
 *
 * <p>It holds what it is made of field by field, so that a hit looks at one object; {@link #origin} and {@link #life} put it
 * together again for those who look closer.
 */
public class NearEntry {

    private final Object key;
    private final @Nullable Object value;
    private final @Nullable Supplier<Object> copies;

    /** The tier that holds this entry, so that it can be dropped by its hash alone. */
    private final NearTier owner;

    // Its origin, as there.
    private final long hash;
    private final long stamp;
    private final long ctl;
    private final int gap;
    private final int loadMillis;
    private final long writtenAt;
    private final long freshMillis;
    private final Set<String> tags;
    private final Priority priority;
    private final @Nullable Validators validators;
    private final int weight;

    // Its life, as there.
    private final long refreshAt;
    private final long nearUntil;
    private final long freshUntil;
    private final long aloneUntil;

    /** Until when it is served without a closer look; racy on purpose, a lost write costs a look. */
    private volatile long servedUntil;

    /** The state of the control view at which this entry was last found valid; racy on purpose, a lost write costs a check. */
    private volatile long validAt = Long.MIN_VALUE;

    /** Set before it leaves the index, so before it leaves the tier: whoever no longer finds it there does not get it here. */
    private volatile boolean dropped;

    /** From when on it is gone for lack of reads; racy on purpose, a lost touch is made up for by the next one. */
    private volatile long idleAt;

    private volatile boolean idles;
    private volatile boolean refreshWanted;

    /** Changes within the lock of {@link Places}. */
    private volatile Place place = Place.ORDINARY;

    protected NearEntry(Draft draft) {
        this.key = draft.key;
        this.value = draft.copies == null ? draft.value : null;
        this.copies = draft.copies;
        this.owner = draft.owner;
        Origin origin = draft.origin;
        this.hash = origin.hash;
        this.stamp = origin.stamp;
        this.ctl = origin.ctl;
        this.gap = origin.gap;
        this.tags = origin.tags;
        this.writtenAt = origin.writtenAt;
        this.freshMillis = origin.freshMillis;
        this.loadMillis = origin.loadMillis;
        this.priority = origin.priority;
        this.validators = origin.validators;
        this.weight = origin.weight;
        Life life = draft.life;
        this.refreshAt = life.refreshAt;
        this.nearUntil = life.nearUntil;
        this.freshUntil = life.freshUntil;
        this.aloneUntil = life.aloneUntil;
        this.servedUntil = life.closerLookAt();
    }

    /**
     * Where an entry comes from.
     *
     * @param hash the hash of its key; 0 in a cache without a remote tier
     * @param stamp the stamp of the remote value; 0 if it was loaded while the remote tier was away, 1 if it belongs to none
     * @param ctl the control position applied before its load began
     * @param gap the gap count of its lane when it was read or stored; of a local one, which outage it was loaded in
     * @param tags its tags
     * @param writtenAt milliseconds since the epoch, by the server's clock
     * @param freshMillis how long its life was when it began; {@link Long#MAX_VALUE} for ever
     * @param loadMillis how long its load took
     * @param priority what happens to it when the tier is full
     * @param validators what its source is asked with; null for nothing
     * @param weight encoded bytes
     */
    public record Origin(
            long hash,
            long stamp,
            long ctl,
            int gap,
            Set<String> tags,
            long writtenAt,
            long freshMillis,
            int loadMillis,
            Priority priority,
            @Nullable Validators validators,
            int weight) {}

    /**
     * The times of an entry, in the nanoseconds of the clock.
     *
     * @param refreshAt from when on a read may refresh it ahead; the end of its life if none does
     * @param nearUntil until when it is served here without asking the remote tier
     * @param freshUntil until when its value is fresh
     * @param aloneUntil until when one that was loaded while the remote tier was away is trusted by itself
     */
    public record Life(long refreshAt, long nearUntil, long freshUntil, long aloneUntil) {

        /** Fresh and served until then. */
        public static Life until(long freshUntil) {
            return new Life(freshUntil, freshUntil, freshUntil, freshUntil);
        }

        /** From then on a read looks closer, whether the entry is to be refreshed, asked for or dropped. */
        public long closerLookAt() {
            return earlier(refreshAt, nearUntil);
        }

        /** Whether the value is within its time-to-live. */
        public boolean isFresh(long nanoTime) {
            return freshUntil - nanoTime > 0;
        }

        /** Whether it is trusted though nobody knows what was invalidated lately. */
        public boolean isTrustedAlone(long nanoTime) {
            return aloneUntil - nanoTime > 0;
        }

        /** Whether the remote tier need not be asked about it yet. */
        public boolean isNear(long nanoTime) {
            return nearUntil - nanoTime > 0;
        }
    }

    /**
     * What an entry is made of.
     *
     * @param owner the tier it is for
     * @param key the caller's key
     * @param value the value; null if null is cached
     * @param copies makes copies of it for those who read it; null if they get the value itself
     * @param origin where it comes from
     * @param life its times
     */
    public record Draft(
            NearTier owner,
            Object key,
            @Nullable Object value,
            @Nullable Supplier<Object> copies,
            Origin origin,
            Life life) {}

    /** Makes entries of the class that an adapter wants. */
    @FunctionalInterface
    public interface Factory {
        NearEntry create(Draft draft);
    }

    /** An entry without an adapter's face. */
    public static NearEntry plain(Draft draft) {
        return new NearEntry(draft);
    }

    /** The value, or a copy of it; null if null is cached. */
    public final @Nullable Object value() {
        return copies != null ? copies.get() : value;
    }

    /** What an entry of the same value is made of. */
    public final Draft renewed(Origin newOrigin, Life newLife) {
        return new Draft(owner, key, value, copies, newOrigin, newLife);
    }

    /** Makes copies of the value; null if it is handed out itself. */
    public final @Nullable Supplier<Object> copies() {
        return copies;
    }

    /** Where it comes from; made for the caller. */
    public final Origin origin() {
        return new Origin(
                hash, stamp, ctl, gap, tags, writtenAt, freshMillis, loadMillis, priority, validators, weight);
    }

    /** Its times; made for the caller. */
    public final Life life() {
        return new Life(refreshAt, nearUntil, freshUntil, aloneUntil);
    }

    // ---- what a hit asks

    /** The hash of its key, as in its {@linkplain Origin origin}. */
    public final long hash() {
        return hash;
    }

    /** The gap count of its lane, as in its {@linkplain Origin origin}. */
    public final int gap() {
        return gap;
    }

    /** How long its load took. */
    public final int loadMillis() {
        return loadMillis;
    }

    /** Whether the value is within its time-to-live. */
    public final boolean isFresh(long nanoTime) {
        return freshUntil - nanoTime > 0;
    }

    /** Whether it may be served at this time of the clock without a closer look at its age. */
    public final boolean isServed(long nanoTime) {
        return servedUntil - nanoTime > 0;
    }

    /** Lets it be served until then without a closer look, if it would not be for longer. */
    public final void serveUntil(long nanoTime) {
        if (nanoTime - servedUntil > 0) {
            servedUntil = nanoTime;
        }
    }

    /** Somebody wants it loaded anew: reads look closer until one that can load finds that {@linkplain #isRefreshWanted it is}. */
    public final void wantRefresh(long nanoTime) {
        refreshWanted = true;
        servedUntil = nanoTime;
    }

    /** Whether somebody has asked for it to be loaded anew before its time. */
    public final boolean isRefreshWanted() {
        return refreshWanted;
    }

    /**
     * Before it is installed: it is gone at the second of these times, unless a read between the first and the second {@linkplain #read
     * says} otherwise.
     */
    public final void idle(long lookAt, long goneAt) {
        idles = true;
        idleAt = goneAt;
        servedUntil = earlier(lookAt, closerLookAt());
    }

    /** It is read now, and from now on those times are these. */
    public final void read(long lookAt, long goneAt) {
        idleAt = goneAt;
        serveUntil(earlier(lookAt, closerLookAt()));
    }

    private long closerLookAt() {
        return earlier(refreshAt, nearUntil);
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    /** When it is gone if nobody reads it until then. */
    public final long idleAt() {
        return idleAt;
    }

    /** Whether nobody has read it for too long. */
    public final boolean isIdle(long nanoTime) {
        return idles && idleAt - nanoTime <= 0;
    }

    final Place place() {
        return place;
    }

    final void moveTo(Place other) {
        place = other;
    }

    /** Whether it was loaded while the remote tier was away, which knows nothing of it. */
    public final boolean isLocal() {
        return stamp == 0;
    }

    public final long validAt() {
        return validAt;
    }

    /** Remembers that it was found valid at this version of the control view. */
    public final void foundValidAt(long version) {
        validAt = version;
    }

    /** The caller's key. */
    public final Object key() {
        return key;
    }

    final boolean isDropped() {
        return dropped;
    }

    final void drop() {
        dropped = true;
    }

    /** The tier that it was made for. */
    public final NearTier owner() {
        return owner;
    }

    final int weight() {
        return weight;
    }
}
