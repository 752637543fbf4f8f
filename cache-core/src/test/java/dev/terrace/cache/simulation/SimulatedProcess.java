package dev.terrace.cache.simulation;

import dev.terrace.cache.CacheClock;
import java.time.Duration;

/** A process and its machine: two clocks, threads and a timer of the scheduler's, and what may befall it. */
final class SimulatedProcess implements CacheClock {

    /** The epoch of all wall clocks, without skew. */
    static final long EPOCH_MILLIS = 1_700_000_000_000L;

    private final String id;
    private final Scheduler scheduler;
    private final long origin;
    private long skew;
    private long frozen;
    private long resumesAt;
    private long wokenAt = -1;
    private boolean dead;
    private boolean cutOff;

    /**
     * @param skew how far the wall clock is off, nanoseconds
     */
    SimulatedProcess(String id, Scheduler scheduler, long skew) {
        this.id = id;
        this.scheduler = scheduler;
        this.skew = skew;
        this.origin = scheduler.random.nextLong() >> 2;
    }

    String id() {
        return id;
    }

    // ---- clocks

    @Override
    public long nanoTime() {
        return origin + scheduler.now() - frozen;
    }

    @Override
    public long millis() {
        return EPOCH_MILLIS + (scheduler.now() + skew) / 1_000_000;
    }

    void jump(long nanos) {
        skew += nanos;
    }

    /** For how long the monotonic clock has stood still so far. */
    long frozen() {
        return frozen;
    }

    // ---- threads

    /** An executor with threads enough: tasks begin soon, not always in order. */
    void execute(Runnable task) {
        boolean busy = scheduler.chance(0.02);
        scheduler.post(busy ? scheduler.millis(0.1, 20) : scheduler.millis(0, 0.02), "task", this, task);
    }

    void after(Duration delay, Runnable task) {
        scheduler.postTimed(delay.toNanos() + scheduler.millis(0, 0.1), "timer", this, task);
    }

    // ---- what befalls it

    long resumesAt() {
        return resumesAt;
    }

    /** Stops all threads; the clocks go on. */
    void pause(long nanos) {
        boolean asleep = resumesAt > scheduler.now() && wokenAt == resumesAt;
        resumesAt = Math.max(resumesAt, scheduler.now() + nanos);
        wokenAt = asleep ? resumesAt : wokenAt;
    }

    /** The machine sleeps: all threads stop, and the monotonic clock as well. */
    void suspend(long nanos) {
        if (resumesAt <= scheduler.now()) {
            pause(nanos);
            frozen += nanos;
            wokenAt = resumesAt;
        }
    }

    /** When it ran again after its machine last slept; -1 if it never did. */
    long wokenAt() {
        return wokenAt;
    }

    boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
    }

    /** Whether nothing goes to the server or comes from it. */
    boolean isCutOff() {
        return cutOff;
    }

    void cutOff(boolean isCutOff) {
        cutOff = isCutOff;
    }
}
