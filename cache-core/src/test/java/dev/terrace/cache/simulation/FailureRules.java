package dev.terrace.cache.simulation;

import dev.terrace.cache.LoadRefusedException;
import dev.terrace.cache.LoadTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a read may fail, and how long it may take. */
final class FailureRules {

    /** What executors and timers take beyond what is set. */
    private static final long SLACK = 100_000_000L;

    private final World world;

    FailureRules(World world) {
        this.world = world;
    }

    /** Nobody waits longer than the hard timeout; a strong read first waits for a sync. */
    void requireInTime(Read read) {
        Duration hard = world.shape.policy().loader().hardTimeout();
        SimulatedProcess process = read.by.process();
        boolean bounded = hard != null && !read.lookUp && !read.strong && process.resumesAt() < read.invokedAt;
        if (bounded && world.scheduler.now() - read.invokedAt > hard.toNanos() + SLACK) {
            throw world.violation("hard timeout", "%s took too long", read);
        }
    }

    void failed(Read read, @Nullable Throwable failure) {
        if (failure instanceof Client.LoadFailed) {
            world.counts.add("read failed");
        } else if (failure instanceof LoadTimeoutException) {
            world.counts.add("read timed out");
        } else if (failure instanceof LoadRefusedException) {
            world.counts.add("read refused");
        } else {
            throw world.violation("failure", "%s ended with %s", read, failure);
        }
        requireNothingToServe(read, failure);
    }

    /** A value within stale-if-error that the server held all the time is served rather than an error. */
    private void requireNothingToServe(Read read, Throwable failure) {
        if (!world.shape.policy().stale().ifError().isZero()
                && !mayHaveIdled(read)
                && isUndisturbed(read)
                && OldValue.at(world, read.key).isServableSince(read.invokedAt)) {
            throw world.violation("stale-if-error", "%s ended with %s", read, failure);
        }
    }

    /** What idles while its reader waits is gone. */
    private boolean mayHaveIdled(Read read) {
        Duration idle = world.shape.policy().timeToIdle();
        return idle != null && world.scheduler.now() - read.invokedAt >= idle.toNanos() / 2;
    }

    private boolean isUndisturbed(Read read) {
        long patience = world.shape.policy().loader().patience().toNanos();
        return !read.strong
                && !read.key.isNearOnly()
                && !read.by.isAlone(read.key)
                && read.by.troubledAt() < read.invokedAt - patience
                && read.by.process().resumesAt() < read.invokedAt
                && world.scheduler.now() - read.invokedAt < patience
                && !world.disturbances.sinceForgotten(read.key, read.invokedAt)
                && world.shape.keepsPositions();
    }
}
