package dev.terrace.cache.near;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the near tier: the value itself and what a hit must check. Immutable but for the remembered result of the last
 * check. A subclass may give it the face that an adapter returns, so that a hit allocates nothing.
 */
public class NearEntry {

    private final Object key;
    private final @Nullable Object value;
    private final Origin origin;
    private final long freshUntil;

    /** The state of the control view at which this entry was last found valid; racy on purpose, a lost write costs a check. */
    private volatile long validAt = Long.MIN_VALUE;

    /** Set before it leaves the index, so before it leaves the tier: whoever no longer finds it there does not get it here. */
    private volatile boolean dropped;

    /** The tier that holds this entry, so that it can be dropped by its hash alone. */
    private final NearTier owner;

    protected NearEntry(Draft draft) {
        this.key = draft.key;
        this.value = draft.value;
        this.origin = draft.origin;
        this.freshUntil = draft.freshUntil;
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
     * @param weight encoded bytes
     */
    public record Origin(long hash, long stamp, long ctl, int gap, Set<String> tags, long writtenAt, int weight) {}

    /**
     * What an entry is made of.
     *
     * @param owner the tier it is for
     * @param key the caller's key
     * @param value the value; null if null is cached
     * @param origin where it comes from
     * @param freshUntil until when it is fresh, in the nanoseconds of the clock
     */
    public record Draft(
            NearTier owner, Object key, @Nullable Object value, Origin origin, long freshUntil) {}

    /** Makes entries of the class that an adapter wants. */
    @FunctionalInterface
    public interface Factory {
        NearEntry create(Draft draft);
    }

    /** An entry without an adapter's face. */
    public static NearEntry plain(Draft draft) {
        return new NearEntry(draft);
    }

    public final @Nullable Object value() {
        return value;
    }

    public final Origin origin() {
        return origin;
    }

    /** Whether it is within its life at this time of the clock. */
    public final boolean isFresh(long nanoTime) {
        return freshUntil - nanoTime > 0;
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

    /** Until when it is fresh, in the nanoseconds of the clock. */
    public final long freshUntil() {
        return freshUntil;
    }

    final int weight() {
        return origin.weight;
    }
}
