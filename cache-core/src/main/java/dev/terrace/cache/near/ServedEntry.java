package dev.terrace.cache.near;

import dev.terrace.cache.near.NearEntry.Draft;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a hit looks at of a near entry. In a class of its own, since HotSpot lays out what a superclass has before the rest: these are
 * the first 64 bytes of an entry, a line or two of a processor's cache.
 */
abstract sealed class ServedEntry permits NearEntry {

    private final Object key;

    /** The value, or what makes copies of it. */
    private final @Nullable Object value;

    private final boolean copied;

    private final long hash;
    private final int gap;
    private final boolean local;
    private final int loadMillis;
    private final long freshUntil;

    /** Until when it is served without a closer look; racy on purpose, a lost write costs a look. */
    private volatile long servedUntil;

    /** The state of the control view at which this entry was last found valid; racy on purpose, a lost write costs a check. */
    private volatile long validAt = Long.MIN_VALUE;

    /** Set before it leaves the index, so before it leaves the tier: whoever no longer finds it there does not get it here. */
    private volatile boolean dropped;

    private volatile boolean refreshWanted;

    ServedEntry(Draft draft) {
        this.key = draft.key();
        this.copied = draft.copies() != null;
        this.value = copied ? draft.copies() : draft.value();
        this.hash = draft.origin().hash();
        this.gap = draft.origin().gap();
        this.local = draft.origin().stamp() == 0;
        this.loadMillis = draft.origin().loadMillis();
        this.freshUntil = draft.life().freshUntil();
        this.servedUntil = draft.life().lookAt();
    }

    /** The caller's key. */
    public final Object key() {
        return key;
    }

    /** The value, or a copy of it; null if null is cached. */
    public final @Nullable Object value() {
        return copied ? Objects.requireNonNull(copies()).get() : value;
    }

    /** Makes copies of the value; null if it is handed out itself. */
    @SuppressWarnings("unchecked")
    public final @Nullable Supplier<Object> copies() {
        return copied ? (Supplier<Object>) value : null;
    }

    /** The hash of its key, as in its {@linkplain NearEntry#origin origin}. */
    public final long hash() {
        return hash;
    }

    /** The gap count of its lane, as in its {@linkplain NearEntry#origin origin}. */
    public final int gap() {
        return gap;
    }

    /** Whether it was loaded while the remote tier was away, which knows nothing of it. */
    public final boolean isLocal() {
        return local;
    }

    /** How long its load took. */
    public final int loadMillis() {
        return loadMillis;
    }

    /** Until when the value is within its time-to-live. */
    public final long freshUntil() {
        return freshUntil;
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

    public final long validAt() {
        return validAt;
    }

    /** Remembers that it was found valid at this version of the control view. */
    public final void foundValidAt(long version) {
        validAt = version;
    }

    final boolean isDropped() {
        return dropped;
    }

    final void drop() {
        dropped = true;
    }
}
