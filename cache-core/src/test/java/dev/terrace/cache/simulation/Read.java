package dev.terrace.cache.simulation;

import dev.terrace.cache.CachedValue;
import org.jspecify.annotations.Nullable;

/** One read, and what its instance knew when it began. */
final class Read {

    final SimulatedInstance by;
    final Key key;

    /** Whether it only looks, and loads nothing. */
    final boolean lookUp;

    /** Whether it must see all that was acknowledged before. */
    final boolean strong;

    final long invokedAt;
    final long step;

    /** Whether its instance knew then that the server was away. */
    final boolean away;

    /** When its instance had last heard of both logs then. */
    final long lastLogRead;

    /** When its instance last took the lane for connected. */
    final long connectedAt;

    /** Up to where it knew the control lane. */
    final long controlPosition;

    /** When somebody last began or ended a read of this key before. */
    long askedBefore;

    /** Whether it has ended, and if so what it was given. */
    boolean ended;

    @Nullable
    CachedValue<?> given;

    Read(World world, SimulatedInstance by, Key key, boolean lookUp, boolean strong) {
        this.lookUp = lookUp;
        this.strong = strong;
        this.by = by;
        this.key = key;
        this.invokedAt = world.scheduler.now();
        this.step = world.scheduler.steps();
        by.look();
        this.away = by.isAway(key);
        this.lastLogRead = by.lastLogRead(key);
        this.connectedAt = by.connectedAt(key);
        this.controlPosition = by.coherence().control().position();
    }

    @Override
    public String toString() {
        return "%s read of %s by %s at %.4f%s"
                .formatted(strong ? "strong" : "bounded", key, by, invokedAt / 1e6, away ? " (away)" : "");
    }
}
