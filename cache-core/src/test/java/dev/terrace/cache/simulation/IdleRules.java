package dev.terrace.cache.simulation;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.Origin;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Time-to-idle: what nobody reads goes, what is read stays. */
final class IdleRules {

    /** What executors, timers and the way to the server and back take. */
    private static final long SLACK = 200_000_000L;

    /** What a touch takes, in milliseconds, where nothing goes wrong but that the way is slow: it may wait for others before. */
    private static final long TRAVEL = 280;

    /** A value is told to be read so many times in its idle time, and kept for as much longer. */
    private static final int TOUCHES = 10;

    /** No touch gets lost by these, and no value. */
    private static final EnumSet<Fault> HARMLESS = EnumSet.of(
            Fault.BAD_BUS,
            Fault.DEAF_BUS,
            Fault.RESUBSCRIPTION,
            Fault.NEAR_LOSS,
            Fault.DATABASE_DOWN,
            Fault.DATABASE_SLOW,
            Fault.DATABASE_HANGS);

    private final World world;
    private final long idle;
    private final Map<Key, Long> asked = new HashMap<>();
    private final Map<Key, Written> stored = new HashMap<>();
    private final Map<Key, Given> given = new HashMap<>();

    /** The last that a cache gave of a key. */
    private record Given(Written value, long at) {}

    IdleRules(World world) {
        this.world = world;
        Duration wanted = world.shape.policy().timeToIdle();
        this.idle = wanted != null ? wanted.toNanos() : 0;
    }

    void begun(Read read) {
        read.askedBefore = asked.getOrDefault(read.key, 0L);
        asked.put(read.key, world.scheduler.now());
    }

    void stored(Written value) {
        stored.put(value.key, value);
    }

    /** A read has ended, with this or without any value. */
    void ended(Read read, @Nullable Written value, @Nullable CachedValue<?> result) {
        boolean alone = asked.get(read.key) == read.invokedAt;
        asked.put(read.key, world.scheduler.now());
        if (idle == 0 || value == null || result == null) {
            return;
        }
        if (alone) {
            requireRead(read, value, result.origin());
        }
        if (result.origin() != Origin.LOADED && isStillThere(value)) {
            given.put(read.key, new Given(value, read.invokedAt));
        }
    }

    /** A touch that is sent now comes in time. */
    private boolean isStillThere(Written value) {
        return stored.get(value.key) == value && world.server.millisLeft(value.key.remote()) > TRAVEL;
    }

    /** What is served was read, or came, a while ago. */
    private void requireRead(Read read, Written value, Origin origin) {
        long last = origin == Origin.LOADED
                ? read.askedBefore
                : value.confirmed.stream()
                        .mapToLong(IdleRules::came)
                        .reduce(Math.max(came(value), read.askedBefore), Math::max);
        long unread = read.invokedAt - last - read.by.process().frozen();
        // A touch may be as long on its way as anybody waits for it.
        long late = SLACK + world.shape.settings().timeout().toNanos();
        if (unread < idle + idle / TOUCHES + late) {
            return;
        }
        if (origin == Origin.LOADED) {
            world.counts.add("load of what nobody read for long");
        } else if (origin == Origin.NEAR || world.shape.faults().isEmpty()) {
            // A touch that comes late, or a clock that is set back, keeps a value longer.
            throw world.violation("idle", "%s gave %s, read last at %.4f", read, value, last / 1e6);
        }
    }

    private static long came(Written value) {
        return Math.max(value.storedAt, value.endedAt == Long.MAX_VALUE ? 0 : value.endedAt);
    }

    /** When its life began: it may have been longer on its way to the server than the slack. */
    private static long written(Written value) {
        return value.endedAt == Long.MAX_VALUE ? value.startedAt : value.endedAt;
    }

    /** What was read a moment ago is still there, unless something else than idleness took it. */
    void loading(Written load) {
        Given last = given.get(load.key);
        if (idle == 0 || last == null || load.key.isNearOnly() || !HARMLESS.containsAll(world.shape.faults())) {
            return;
        }
        long now = world.scheduler.now();
        boolean gone = world.server.stored(load.key.remote()).length == 0;
        boolean recent = now - last.at < idle - SLACK;
        boolean alive = stored.get(load.key) == last.value && now < written(last.value) + life() - SLACK;
        if (gone && recent && alive && !isDisturbed(load.key, last)) {
            throw world.violation("idle", "%s is loaded, though %s was read at %.4f", load, last.value, last.at / 1e6);
        }
    }

    private boolean isDisturbed(Key key, Given last) {
        return world.disturbances.sinceForgotten(key, Math.min(last.at, last.value.storedAt) - SLACK);
    }

    private long life() {
        return Objects.requireNonNull(world.shape.policy().timeToLive()).toNanos();
    }

    /** When nobody has read for long. */
    void requireNothingKept() {
        for (Key key : world.shape.keys()) {
            if (!key.isNearOnly() && world.server.stored(key.remote()).length > 0) {
                throw world.violation("idle", "the server still has %s", key);
            }
            for (SimulatedInstance instance : world.instances) {
                if (!key.isRemoteOnly() && instance.cache(key).nearHit(key.name()) != null) {
                    throw world.violation("idle", "%s still has %s", instance, key);
                }
            }
        }
        world.counts.add("nothing kept that idles");
    }
}
