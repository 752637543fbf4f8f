package dev.terrace.cache.simulation;

import dev.terrace.cache.Origin;

/**
 * What a read may give. An excuse is one that the guarantees name: the instance knew that the server was away, the invalidation
 * never reached the server or was lost by a failover and not yet said again, a put is the last of several writers, the machine
 * slept and no sync came since.
 */
final class ReadRules {

    private static final long SLACK = 200_000_000L;

    private final World world;
    private final Shape shape;

    /** The newest that an instance gave of a key. */
    record Served(Written value, long at, long step) {}

    ReadRules(World world) {
        this.world = world;
        this.shape = world.shape;
    }

    void check(Read read, Written value, Origin origin) {
        requireFresh(read, value, origin);
        requireWithinDegradation(read, value, origin);
        requireForward(read, value);
    }

    /** G1, G2, and that nobody serves what it knows to be invalid. */
    private void requireFresh(Read read, Written value, Origin origin) {
        for (Invalidated call : world.history.invokedAfter(value.startedAt)) {
            if (!call.concerns(value) || isLastWriter(value, call)) {
                continue;
            }
            if (call.by == read.by && read.step > call.returnedAt && !call.wasLost()) {
                throw world.violation("G2", "%s gave %s from %s after its own %s", read, value, origin, call);
            }
            if (read.invokedAt > bounded(call.effectiveSince(), read, value)) {
                throw world.violation("G1", "%s gave %s from %s after %s", read, value, origin, call);
            }
            if (world.shape.keepsPositions() && isKnown(call, read)) {
                throw world.violation("G6", "%s gave %s from %s, knowing of %s", read, value, origin, call);
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
            throw world.violation("A7", "%s gave %s, in step last at %.4f", read, value, inStep / 1e6);
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
            throw world.violation("A5", "%s gave %s after %s", read, value, before.value);
        }
        if (before == null || value.version >= before.value.version) {
            read.by.newest[read.key.number()] = new Served(value, world.scheduler.now(), world.scheduler.steps());
        }
    }
}
