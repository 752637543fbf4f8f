package dev.terrace.cache.coherence;

import dev.terrace.cache.Matches;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the read and the write path ask of the protocol. Thread-safe; nothing here blocks.
 */
public interface Coherence {

    /** Invalidations of tags, caches and patterns, as far as they are known here. */
    ControlView control();

    /** The state of the control lane, which concerns every entry. */
    LaneState controlLane();

    /** The state of the lane of a key. */
    LaneState lane(long hash);

    /** Whether the remote tier can be asked now for a key of this hash. */
    boolean isConnected(long hash);

    /** Whether an invalidation of this key by this instance is not acknowledged yet: then nothing may be read or stored. */
    boolean isBarred(long hash);

    /** A text that no other call of any instance returns: the token of a lease. */
    String newToken();

    // ---- fills

    /**
     * Begins to fill a key; what the task gets may be installed unless it was poisoned by then.
     *
     * @param id the hash of the key, or what else {@link #poison} names it by
     */
    FillTask beginFill(Object id);

    /**
     * Until when what a task loads while the remote tier is away is trusted, however long ago the last sync was: whoever is
     * served it then is served nothing that was invalidated longer ago than a near entry may be stale in any case.
     */
    long trustedAloneUntil(FillTask task);

    /** Poisons the tasks of a key that is invalidated in this process only, but this one. */
    void poison(Object id, @Nullable FillTask spared);

    /** Poisons the tasks of all these keys. */
    void poisonAll(Predicate<Object> ids);

    /** Ends a task. */
    void endFill(FillTask task);

    // ---- invalidations

    /**
     * Invalidates a key here and everywhere. From now on it is barred; near entry and tasks of this process are gone when this
     * returns, and once more when the stage completes.
     *
     * @param next a lease that the caller gets in the same step, or null
     * @param spared a task of the caller that is not poisoned by it, or null
     * @return whether the remote tier had a value; fails if it did not acknowledge it: then it is sent again later, and the key
     *     stays barred
     */
    CompletionStage<Boolean> invalidate(RemoteKey key, @Nullable Lease next, @Nullable FillTask spared);

    /**
     * One of several keys to be invalidated. The parameters are those of {@link #invalidate(RemoteKey, Lease, FillTask)}.
     */
    record KeyChange(
            RemoteKey key, @Nullable Lease next, @Nullable FillTask spared) {}

    /** As {@link #invalidate(RemoteKey, Lease, FillTask)}, of keys that go together. Returns what that does, for each in turn. */
    default List<CompletionStage<Boolean>> invalidate(List<KeyChange> changes) {
        return changes.stream()
                .map(change -> invalidate(change.key(), change.next(), change.spared()))
                .toList();
    }

    /**
     * Invalidates tags, a cache or a pattern here and everywhere, in constant time.
     *
     * @return fails as above, and for a pattern with a {@link dev.terrace.cache.TooManyPatternsException}, which is not
     *     tried again
     */
    CompletionStage<Void> invalidate(Invalidation invalidation);

    /**
     * Counts the values that an invalidation by this pattern would remove from the remote tier, and changes nothing: a dry run. It
     * takes a time that grows with the keys of the servers, and keeps nobody from them.
     *
     * @return fails if the remote tier is away
     */
    CompletionStage<Matches> count(KeyPattern pattern);

    // ---- being in step

    /**
     * Whether the invalidations of the others that concern a key of this hash are known up to a moment ago; if not, a reader asks
     * for a {@link #sync} first.
     */
    boolean isInStep(long hash);

    /**
     * Whether a reader that comes now may share what began at that time of the clock: it is not older than what may be served
     * near, or what was invalidated since is known here.
     */
    boolean mayShare(long hash, long beganAt);

    /** Reads the logs now, or waits for a read that is under way. Completes, never exceptionally, with whether it succeeded. */
    CompletionStage<Boolean> sync();

    /**
     * Reads the logs by a read that begins after this call: what was acknowledged before is known then.
     *
     * @return completes, never exceptionally, with whether that succeeded for all that concerns a key of this hash
     */
    CompletionStage<Boolean> syncFromNow(long hash);

    /**
     * Reads the log of the control lane now. A reader that finds an entry invalid waits for it, that what it loads instead does not
     * begin behind another invalidation. Never fails.
     */
    CompletionStage<Void> followControl();

    /** Entries live so long at most; null for ever. What the remote tier knows of tags is kept as long. */
    void keepTagsFor(@Nullable Duration life);

    /** Asks where these tags stand, for an entry of {@linkplain Validity#UNKNOWN unknown} validity. Never fails. */
    CompletionStage<Void> lookUp(Collection<String> tags);

    /** The remote tier failed a caller: looks at once whether it is still there. */
    void suspect();

    /** Milliseconds since the epoch by the clock that stamps values: the server's, once it is known. */
    long serverMillis();
}
