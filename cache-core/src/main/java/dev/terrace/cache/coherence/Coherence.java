package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the read and the write path ask of the protocol. Thread-safe; nothing here blocks.
 */
public interface Coherence {

    /** Invalidations of tags and caches, as far as they are known here. */
    ControlView control();

    /** The state of the control lane, which concerns every entry. */
    LaneState controlLane();

    /** The state of the lane of a key. */
    LaneState lane(long hash);

    /** Whether the remote tier can be asked now. */
    boolean isConnected();

    /** Whether an invalidation of this key by this instance is not acknowledged yet: then nothing may be read or stored. */
    boolean isBarred(long hash);

    /**
     * Begins to fill a key; what the task gets may be installed unless it was poisoned by then.
     *
     * @param id the hash of the key, or what else {@link #poison} names it by
     */
    FillTask beginFill(Object id);

    /** Poisons the tasks of a key that is invalidated in this process only, but this one. */
    void poison(Object id, @Nullable FillTask spared);

    /** Ends a task. */
    void endFill(FillTask task);

    /**
     * Invalidates a key here and everywhere. From now on it is barred; near entry and tasks of this process are gone when this
     * returns, and once more when the stage completes.
     *
     * @param next a lease that the caller gets in the same step, or null
     * @param spared a task of the caller that is not poisoned by it, or null
     * @return fails if the remote tier did not acknowledge it: then it is sent again later, and the key stays barred
     */
    CompletionStage<Appended> invalidate(RemoteKey key, @Nullable Lease next, @Nullable FillTask spared);

    /**
     * Invalidates tags or a cache here and everywhere, in constant time.
     *
     * @return fails as above
     */
    CompletionStage<Void> invalidate(Invalidation invalidation);

    /** Poisons the tasks of all these keys. */
    void poisonAll(Predicate<Object> ids);

    /** Whether the invalidations of the others are known up to a moment ago; if not, a reader asks for a {@link #sync} first. */
    boolean isInStep();

    /** Reads the logs now, or waits for a read that is under way. Completes, never exceptionally, with whether it succeeded. */
    CompletionStage<Boolean> sync();

    /** The remote tier failed a caller: looks at once whether it is still there. */
    void suspect();

    /** Milliseconds since the epoch by the clock that stamps values: the server's, once it is known. */
    long serverMillis();
}
