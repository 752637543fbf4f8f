package dev.terrace.cache.simulation;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.Origin;
import java.util.Objects;
import java.util.Optional;

/**
 * What a read may give. An excuse is one that the guarantees name: the instance knew that the server was away, the invalidation
 * never reached the server or was lost by a failover and not yet said again, a put is the last of several writers, the machine
 * slept and no sync came since.
 */
final class ReadRules {

    private static final long SLACK = 200_000_000L;

    /** How far the clocks of instances and server are apart at most while nobody sets that of the server back, and some patience. */
    private static final long CLOCKS = 1_000_000_000L;

    /** How long a value may be on the way to its reader within an instance. */
    private static final long HOPS = 100_000_000L;

    private final World world;
    private final Shape shape;
    private final LoadRules loadRules;

    /** The newest that an instance gave of a key. */
    record Served(Written value, long at, long step) {}

    ReadRules(World world, LoadRules loadRules) {
        this.world = world;
        this.loadRules = loadRules;
        this.shape = world.shape;
    }

    /** A value that was found unchanged is as good as the best of the loads that found it so. */
    void check(Read read, Written value, CachedValue<?> result) {
        Optional<Violation> first = Optional.empty();
        for (Written seen : value.asSeenBy(read.by).toList()) {
            try {
                requireFresh(read, seen, result.origin());
                requireWithinDegradation(read, seen, result.origin());
                requireWithinLife(read, seen, result);
                requireForward(read, seen);
                return;
            } catch (Violation e) {
                first = first.or(() -> Optional.of(e));
            }
        }
        Violation violation = first.orElseThrow();
        world.scheduler.fail(violation);
        throw violation;
    }

    private static Violation violation(String guarantee, String what, Object... about) {
        return new Violation(guarantee, what.formatted(about));
    }

    // ---- time

    /** Nothing is served past its time-to-live and the longer stale window, and nothing that is past its time-to-live as fresh. */
    private void requireWithinLife(Read read, Written value, CachedValue<?> result) {
        if (result.origin() == Origin.LOADED || value.endedAt == Long.MAX_VALUE || mayLiveLonger(value)) {
            return;
        }
        long age = read.invokedAt
                - Math.max(value.endedAt, value.storedAt)
                - read.by.process().frozen()
                - CLOCKS;
        long life = Objects.requireNonNull(shape.policy().timeToLive()).toNanos();
        if (age > (result.stale() ? shape.longestLife() : life)) {
            throw violation("life", "%s gave %s as %s", read, value, result);
        }
        if (!result.stale()
                || age <= life + shape.policy().stale().whileRevalidate().toNanos()) {
            return;
        }
        if (world.isQuiet()) {
            throw violation("life", "at rest %s gave %s as %s", read, value, result);
        }
        requireUnknown(read, value);
        loadRules.requireTroubled(read, value);
    }

    /** Its life may begin late, for its writer stood still, or by a clock that was set back. */
    private boolean mayLiveLonger(Written value) {
        return value.by.process().resumesAt() > value.endedAt || shape.faults().contains(Fault.FAILOVER_TO_THE_PAST);
    }

    /** G6: what is served for lack of a better one was looked at a moment ago. */
    private void requireUnknown(Read read, Written value) {
        for (Invalidated call : world.history.invokedAfter(value.startedAt)) {
            boolean known = call.by == read.by && world.scheduler.now() - call.returnedWhen > HOPS;
            if (known && call.concerns(value) && !isLastWriter(value, call) && !call.wasLost() && !isPaused(read)) {
                throw violation("G6", "%s gave the old %s after its own %s", read, value, call);
            }
        }
    }

    private static boolean isPaused(Read read) {
        return read.by.process().resumesAt() >= read.invokedAt;
    }

    // ---- invalidations

    /** G1, G2, and that nobody serves what it knows to be invalid. */
    private void requireFresh(Read read, Written value, Origin origin) {
        for (Invalidated call : world.history.invokedAfter(value.startedAt)) {
            if (!call.concerns(value) || isLastWriter(value, call)) {
                continue;
            }
            if (call.by == read.by && read.step > call.returnedAt && !call.wasLost()) {
                throw violation("G2", "%s gave %s from %s after its own %s", read, value, origin, call);
            }
            if (read.invokedAt > bounded(call.effectiveSince(), read, value)) {
                throw violation("G1", "%s gave %s from %s after %s", read, value, origin, call);
            }
            if (world.shape.keepsPositions() && isKnown(call, read)) {
                throw violation("G6", "%s gave %s from %s, knowing of %s", read, value, origin, call);
            }
        }
    }

    /** Until when a read may give this value. */
    private long bounded(long since, Read read, Written value) {
        if (since == Invalidated.NEVER || read.strong) {
            return since;
        }
        boolean away = read.away || read.by.isAway(read.key) || read.by.troubledAt() >= read.invokedAt;
        if ((away && isOfThisOutage(read, value)) || justWoke(read)) {
            return Invalidated.NEVER;
        }
        return since + shape.bound() + (away ? shape.settings().maxStale().toNanos() : 0);
    }

    /** A process does not learn that its machine slept; the next sync does. */
    private boolean justWoke(Read read) {
        long wokenAt = read.by.process().wokenAt();
        long noticed = wokenAt + shape.settings().syncInterval().toNanos() + SLACK;
        return wokenAt >= 0 && read.invokedAt >= wokenAt && read.invokedAt < noticed;
    }

    /** What an instance loads while the server is away, it may keep until that is back. */
    private static boolean isOfThisOutage(Read read, Written value) {
        boolean near = value.alone || value.how != Written.How.LOADED;
        boolean since =
                value.startedAt >= Math.min(read.connectedAt, read.lastLogRead) || value.endedAt >= read.connectedAt;
        return near && value.by == read.by && since;
    }

    private static boolean isLastWriter(Written value, Invalidated call) {
        return value.how != Written.How.LOADED && (value.doubtful || value.endedAt > call.invokedAt);
    }

    private static boolean isKnown(Invalidated call, Read read) {
        return call.many != null
                && call.executions().stream().anyMatch(execution -> execution.position() <= read.controlPosition);
    }

    /** A7. */
    private void requireWithinDegradation(Read read, Written value, Origin origin) {
        long most = shape.bound() + shape.settings().maxStale().toNanos();
        long inStep = read.by.lastLogRead(read.key);
        boolean tooOld = origin == Origin.NEAR && value.startedAt < inStep && read.invokedAt > inStep + most;
        if (tooOld && read.by.process().wokenAt() < inStep && !isOfThisOutage(read, value)) {
            throw violation("A7", "%s gave %s, in step last at %.4f", read, value, inStep / 1e6);
        }
    }

    /** A5: for one instance, a key that is only evicted never goes back. */
    private void requireForward(Read read, Written value) {
        Served before = read.by.newest[read.key.number()];
        boolean comparable = before != null
                && read.step > before.step
                && value.version < before.value.version
                && before.value.stored
                && !world.disturbances.wasEverPut(read.key)
                && !world.disturbances.hasFailedOverSince(before.value.startedAt)
                && !read.by.isAway(read.key)
                && read.by.troubledAt() < before.at;
        if (comparable) {
            throw violation("A5", "%s gave %s after %s", read, value, before.value);
        }
        if (before == null || value.version >= before.value.version) {
            read.by.newest[read.key.number()] = new Served(value, world.scheduler.now(), world.scheduler.steps());
        }
    }
}
