package dev.terrace.cache.near;

import dev.terrace.cache.Priority;
import dev.terrace.cache.Validators;
import dev.terrace.cache.near.Places.Place;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the near tier: the value itself and what a hit must check. Immutable but for the remembered result of the last
 * check and the times until which it is served. A subclass may give it the face that an adapter returns, so that a hit allocates
 * nothing.
 *
 * <p>A hit looks at one object, of which a tier has many: what a hit reads comes first, and what ordinary entries do not have is
 * not in it, but in {@link Particulars}. {@link #origin} puts together again what it was made of for those who look closer.
 */
public non-sealed class NearEntry extends ServedEntry {

    private final long stamp;
    private final long ctl;
    private final long writtenAt;
    private final long freshMillis;
    private final int weight;
    private final Particulars particulars;

    protected NearEntry(Draft draft) {
        super(draft);
        Origin origin = draft.origin;
        this.stamp = origin.stamp;
        this.ctl = origin.ctl;
        this.writtenAt = origin.writtenAt;
        this.freshMillis = origin.freshMillis;
        this.weight = origin.weight;
        this.particulars = Particulars.of(draft);
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
            int weight) {

        /** The same at another gap count. */
        public Origin withGap(int other) {
            return new Origin(
                    hash, stamp, ctl, other, tags, writtenAt, freshMillis, loadMillis, priority, validators, weight);
        }
    }

    /**
     * The times of an entry, in the nanoseconds of the clock.
     *
     * @param freshUntil until when its value is fresh
     * @param lookAt from then on a read looks closer, whether the entry is to be refreshed, asked for, touched or dropped
     * @param limits what else ends its being served; null if nothing does
     */
    public record Life(
            long freshUntil, long lookAt, @Nullable Limits limits) {

        /** Fresh and served until then. */
        public static Life until(long freshUntil) {
            return new Life(freshUntil, freshUntil, null);
        }
    }

    /**
     * Times that most entries need not know.
     *
     * @param nearUntil until when it is served here without asking the remote tier
     * @param aloneUntil until when one that was loaded while the remote tier was away is trusted by itself
     * @param idleAt when it is gone for lack of reads, unless a read {@linkplain #read says} otherwise
     */
    public record Limits(long nearUntil, long aloneUntil, long idleAt) {}

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

    /** What an entry of the same value is made of. */
    public final Draft renewed(Origin newOrigin, Life newLife) {
        Supplier<Object> copies = copies();
        return new Draft(owner(), key(), copies == null ? value() : null, copies, newOrigin, newLife);
    }

    /** Where it comes from; made for the caller. */
    public final Origin origin() {
        return new Origin(
                hash(),
                stamp,
                ctl,
                gap(),
                particulars.tags,
                writtenAt,
                freshMillis,
                loadMillis(),
                particulars.priority,
                particulars.validators,
                weight);
    }

    /** The tier that it was made for. */
    public final NearTier owner() {
        return particulars.owner;
    }

    final int weight() {
        return weight;
    }

    final Place place() {
        return particulars.place();
    }

    final void moveTo(Place other) {
        particulars.moveTo(other);
    }

    /** Whether the remote tier need not be asked about it yet. */
    public final boolean isNear(long nanoTime) {
        return particulars.isNear(nanoTime);
    }

    /** Whether one that was loaded while the remote tier was away is trusted though nobody knows what was invalidated lately. */
    public final boolean isTrustedAlone(long nanoTime) {
        return particulars.isTrustedAlone(nanoTime);
    }

    /** Whether nobody has read it for too long. */
    public final boolean isIdle(long nanoTime) {
        return particulars.isIdle(nanoTime);
    }

    /** It is read now: from the first of these times on a read looks closer, and at the second it is gone if nobody reads it until then. */
    public final void read(long lookAt, long goneAt) {
        serveUntil(particulars.read(lookAt, goneAt));
    }
}
