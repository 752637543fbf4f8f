package dev.terrace.cache.simulation;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.codec.Envelope;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the server has of a key, for those who would fall back on it.
 *
 * @param value the value; null if there is none
 * @param left milliseconds for which it may be served still when it cannot be loaded anew
 * @param valid whether nobody has invalidated it
 */
record OldValue(@Nullable Written value, long left, boolean valid) {

    /** What clocks may be apart, and a load may take until it asks. */
    private static final long MARGIN = 1_000;

    /** Who loads has heard within this time of what is in the logs. */
    private static final long AWAY = 10_000_000_000L;

    static OldValue at(World world, Key key) {
        byte[] stored = world.server.stored(key.remote());
        if (stored.length == 0) {
            return new OldValue(null, 0, false);
        }
        Written value = Objects.requireNonNull(world.history.find(stored));
        CachePolicy policy = world.shape.policy();
        long life = Objects.requireNonNull(policy.timeToLive())
                .plus(policy.stale().ifError())
                .toMillis();
        long age = world.server.millis() - Envelope.parseHeader(stored).writtenAt();
        boolean valid = world.history.invalidated().stream().noneMatch(call -> mayConcern(call, value));
        return new OldValue(value, life - age, valid);
    }

    /** Whether a call may have invalidated it, though it was invoked before; none that an instance knew of for long did. */
    private static boolean mayConcern(Invalidated call, Written value) {
        return call.concerns(value) && call.lastExecution() > value.startedAt - AWAY;
    }

    /** Whether everybody has had it to fall back on since that time. */
    boolean isServableSince(long time) {
        return value != null && valid && value.storedAt < time && left > MARGIN;
    }
}
