package dev.terrace.cache.simulation;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** When what happened after which a key may be loaded twice at a time, or lie in Redis as another value than near. */
final class Disturbances {

    private static final long NEVER = -1;

    private final World world;
    private final Map<Key, Long> disturbed = new HashMap<>();
    private final Map<Key, Long> vanished = new HashMap<>();
    private final Set<Key> everPut = new LinkedHashSet<>();
    private long failedOverAt = NEVER;
    private long sweptAt = NEVER;

    Disturbances(World world) {
        this.world = world;
    }

    /** Somebody invalidates or writes these keys: from now on loads of them may overlap with others. */
    void disturb(Predicate<Key> keys) {
        for (Key key : world.shape.keys()) {
            if (keys.test(key)) {
                disturbed.put(key, world.scheduler.now());
            }
        }
    }

    void put(Key key) {
        everPut.add(key);
        disturb(key::equals);
    }

    boolean wasEverPut(Key key) {
        return everPut.contains(key);
    }

    /** Its value or lease is gone before its time. */
    void vanish(Key key) {
        vanished.put(key, world.scheduler.now());
        disturb(key::equals);
    }

    /** The same for all keys. */
    void sweep() {
        sweptAt = world.scheduler.now();
        world.shape.keys().forEach(this::vanish);
    }

    void failOver() {
        failedOverAt = world.scheduler.now();
        sweep();
    }

    boolean sinceDisturbed(Key key, long since) {
        return disturbed.getOrDefault(key, NEVER) >= since;
    }

    /**
     * The same for what is kept to fall back on. Tags and patterns make an instance without a near tier forget what it keeps,
     * whomever they concern; patterns do so again when they are forgotten.
     */
    boolean sinceForgotten(Key key, long since) {
        return sinceDisturbed(key, since - (key.isRemoteOnly() ? 2 * world.shape.bound() : 0));
    }

    boolean hasVanishedSince(Key key, long since) {
        return vanished.getOrDefault(key, NEVER) >= since;
    }

    /** Whether leases of all keys may have been lost, or come back. */
    boolean wasSweptSince(long since) {
        return sweptAt >= since;
    }

    boolean hasFailedOverSince(long since) {
        return failedOverAt >= since;
    }
}
