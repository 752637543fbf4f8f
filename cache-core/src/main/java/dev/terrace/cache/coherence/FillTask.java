package dev.terrace.cache.coherence;

/**
 * One try to fill a key, from before it reads or loads until it has installed what it got. Unique: a later try is another task,
 * and each task sees every invalidation that happened while it was under way.
 */
public final class FillTask {

    private final Object id;
    private final long ctl;
    private final int gap;
    private final long beganAt;
    private volatile boolean poisoned;
    private volatile boolean ended;

    FillTask(Object id, long ctl, int gap, long beganAt) {
        this.id = id;
        this.ctl = ctl;
        this.gap = gap;
        this.beganAt = beganAt;
    }

    /** The control position that was applied when the task began: what its result carries. */
    public long ctl() {
        return ctl;
    }

    /** The gap count of its lane when it began. */
    public int gap() {
        return gap;
    }

    /** When it began, in the nanoseconds of the clock. */
    public long beganAt() {
        return beganAt;
    }

    /** Whether its key was invalidated since it began, so that its result must not be installed. */
    public boolean isPoisoned() {
        return poisoned;
    }

    /** Whether its result may be installed now: not poisoned, and not ended, for then no invalidation finds it any more. */
    public boolean mayInstall() {
        return !poisoned && !ended;
    }

    void end() {
        ended = true;
    }

    Object id() {
        return id;
    }

    void poison() {
        poisoned = true;
    }
}
