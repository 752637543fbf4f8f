package dev.terrace.cache.engine;

import dev.terrace.cache.Origin;
import dev.terrace.cache.coherence.FillTask;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One read or load of a key that several callers share. Whoever made it leads it; the others wait for its landing. Thread-safe.
 */
final class Flight {

    private final long beganAt;
    private final CompletableFuture<@Nullable Landing> landed = new CompletableFuture<>();
    private volatile @Nullable Thread leader;
    private volatile FillTask task;
    private volatile @Nullable Fallback fallback;
    private volatile boolean refreshWanted;
    private volatile boolean refresh;
    private volatile boolean urgent;
    private volatile @Nullable Runnable goOn;

    /**
     * @param beganAt when, in the nanoseconds of the clock
     * @param leader the thread that works for all; null if it is bound to none
     */
    Flight(FillTask task, long beganAt, @Nullable Thread leader) {
        this.beganAt = beganAt;
        this.task = task;
        this.leader = leader;
    }

    /** Why a value is served that is past its time-to-live. */
    enum Staleness {
        /** Somebody loads it anew. */
        REVALIDATING,
        /** It could not be loaded anew. */
        ERROR,
        /** Loading it anew takes too long. */
        TIMEOUT
    }

    /**
     * What a flight brought.
     *
     * @param stored the value
     * @param origin where it came from
     * @param stale why it is served although it is past its life; null if it is not
     */
    record Landing(
            StoredValue stored, Origin origin, @Nullable Staleness stale) {

        static Landing fresh(StoredValue stored, Origin origin) {
            return new Landing(stored, origin, null);
        }

        static Landing stale(Fallback fallback, Staleness why) {
            return new Landing(fallback.stored(), fallback.origin(), why);
        }
    }

    /** The task of its fill: once that is poisoned, nobody joins any more. */
    FillTask task() {
        return task;
    }

    /** When it began, in the nanoseconds of the clock. */
    long beganAt() {
        return beganAt;
    }

    /** Goes on with a task that has seen more. */
    void continueWith(FillTask newer) {
        task = newer;
    }

    /** The thread that works for all now, if there is one. */
    @Nullable
    Thread leader() {
        return leader;
    }

    /** From now on this thread works for all, or none. */
    void ledBy(@Nullable Thread thread) {
        leader = thread;
    }

    /** Its load waits for its turn, and what this does ends that; harmless if it is done twice, or later. */
    void waitsInLine(Runnable end) {
        goOn = end;
        if (urgent) {
            end.run();
        }
    }

    /** Somebody cannot wait for the turn of its load. */
    void urge() {
        urgent = true;
        Runnable end = goOn;
        if (end != null) {
            end.run();
        }
    }

    /** From now on nobody waits for it who may be served its old value. */
    void beginRefresh() {
        refresh = true;
    }

    /** What is served meanwhile; null if whoever comes has to wait. */
    @Nullable
    Fallback meanwhile() {
        return refresh ? fallback : null;
    }

    /** The newest old value that was found, or null. */
    @Nullable
    Fallback fallback() {
        return fallback;
    }

    /** Notes an old value. Called by the leader only. */
    void fallBackOn(Fallback found) {
        Fallback present = fallback;
        if (present == null || present.stored().writtenAt() <= found.stored().writtenAt()) {
            fallback = found;
        }
    }

    /** What it brings, the fallback, is to be loaded anew when it has landed. */
    void wantRefresh() {
        refreshWanted = true;
    }

    boolean isRefreshWanted() {
        return refreshWanted;
    }

    /** Completes with what it brought, or with null if whoever waited must help himself. */
    CompletableFuture<@Nullable Landing> landed() {
        return landed;
    }
}
