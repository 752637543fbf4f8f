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
 */
public class NearEntry {

    private final Object key;
    private final @Nullable Object value;
    private final @Nullable Supplier<Object> copies;
    private final Origin origin;
    private final Life life;

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

    /** The tier that holds this entry, so that it can be dropped by its hash alone. */
    private final NearTier owner;

    protected NearEntry(Draft draft) {
        this.key = draft.key;
        this.value = draft.copies == null ? draft.value : null;
        this.copies = draft.copies;
        this.origin = draft.origin;
        this.life = draft.life;
        this.servedUntil = draft.life.closerLookAt();
        this.owner = draft.owner;
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
            return refreshAt - nearUntil < 0 ? refreshAt : nearUntil;
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

    public final Origin origin() {
        return origin;
    }

    public final Life life() {
        return life;
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
        servedUntil = earlier(lookAt, life.closerLookAt());
    }

    /** It is read now, and from now on those times are these. */
    public final void read(long lookAt, long goneAt) {
        idleAt = goneAt;
        serveUntil(earlier(lookAt, life.closerLookAt()));
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
        return origin.stamp == 0;
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
        return origin.weight;
    }
}
