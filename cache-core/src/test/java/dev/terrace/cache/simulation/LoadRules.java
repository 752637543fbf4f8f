package dev.terrace.cache.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** G4: which loads of a key may overlap. */
final class LoadRules {

    /** A lease is granted so long before its holder learns of it. */
    private static final long TRAVEL = 400_000_000L;

    private final World world;
    private final Map<Key, List<Load>> open = new HashMap<>();

    private record Load(Written value, Read read) {}

    LoadRules(World world) {
        this.world = world;
    }

    void begins(Written value, Read read) {
        value.alone = value.by.isAlone(value.key)
                || value.by.troubledAt() >= read.invokedAt
                || read.strong
                || value.key.isNearOnly();
        List<Load> ofKey = open.computeIfAbsent(value.key, key -> new ArrayList<>());
        ofKey.removeIf(load -> load.value.by.process().isDead());
        Load load = new Load(value, read);
        for (Load other : ofKey) {
            if (!value.key.isNearOnly() && !mayOverlap(other, load)) {
                throw world.violation("G4", "%s is loaded while %s is under way", value, other.value);
            }
            world.counts.add("load that overlaps");
        }
        ofKey.add(load);
    }

    void ends(Written value) {
        open.get(value.key).removeIf(load -> load.value == value);
    }

    private boolean mayOverlap(Load first, Load second) {
        Key key = first.value.key;
        long now = world.scheduler.now();
        long since = Math.min(first.read.invokedAt, second.read.invokedAt);
        long lease = world.shape.policy().loader().lease().toNanos();
        return now - first.value.startedAt > lease - TRAVEL
                || first.value.startedAt - first.read.invokedAt >= 2 * lease
                || now - second.read.invokedAt >= 2 * lease
                || world.disturbances.sinceDisturbed(key, since)
                || world.oracle.isWrittenNow(key)
                || first.value.by.troubledAt() >= since
                || second.value.by.troubledAt() >= since
                || first.value.alone
                || second.value.alone
                || world.disturbances.wasSweptSince(since - TRAVEL);
    }
}
