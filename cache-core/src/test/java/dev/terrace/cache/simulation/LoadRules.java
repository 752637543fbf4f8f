package dev.terrace.cache.simulation;

import dev.terrace.cache.CachePolicy.Loader.Bounded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** G4: which loads of a key may overlap; and how soon one may follow another that failed. */
final class LoadRules {

    /** A lease is granted so long before its holder learns of it, and given back so long after its holder did so. */
    private static final long TRAVEL = 400_000_000L;

    /** The same while commands get lost on the way, or those who give them stand still. */
    private static final long LATE_TRAVEL = 9_000_000_000L;

    private static final Set<Fault> LATE = EnumSet.of(
            Fault.BAD_NETWORK, Fault.SLOW_NETWORK, Fault.SERVER_PAUSE, Fault.PAUSE, Fault.SUSPENSION, Fault.PARTITION);

    private final World world;
    private final Map<Key, List<Load>> open = new HashMap<>();
    private final Map<Key, Failure> failures = new HashMap<>();

    private final Map<String, Long> firstRenewals = new HashMap<>();

    private record Load(Written value, Read read) {}

    /** The last load of a key that failed, and what there was to fall back on. */
    private record Failure(Load load, long at, OldValue old) {}

    LoadRules(World world) {
        this.world = world;
    }

    void begins(Written value, Read read) {
        // Who found the server away loads without a lease, though it may be back by now.
        value.alone = value.by.isAlone(value.key)
                || read.away
                || value.by.troubledAt() >= read.invokedAt
                || read.strong
                || value.key.isNearOnly();
        count(read);
        List<Load> ofKey = open.computeIfAbsent(value.key, key -> new ArrayList<>());
        ofKey.removeIf(load -> load.value.by.process().isDead());
        Load load = new Load(value, read);
        for (Load other : ofKey) {
            if (value.key.isNearOnly()) {
                world.counts.add("load of another instance without a remote tier");
                continue;
            }
            if (!mayOverlap(other, load)) {
                throw world.violation("G4", "%s is loaded while %s is under way", value, other.value);
            }
            world.counts.add("load that overlaps");
        }
        requireThrottled(load);
        ofKey.add(load);
    }

    private void count(Read read) {
        if (read.ended) {
            boolean ahead = read.given != null && !read.given.stale();
            world.counts.add(ahead ? "load ahead" : "load behind its read");
        }
    }

    void ends(Written value, boolean failed) {
        List<Load> ofKey = open.get(value.key);
        ofKey.stream().filter(load -> load.value == value && failed).forEach(this::failed);
        ofKey.removeIf(load -> load.value == value);
    }

    private void failed(Load load) {
        Key key = load.value.key;
        failures.put(key, new Failure(load, world.scheduler.now(), OldValue.at(world, key)));
    }

    // ---- one at a time

    /** As long as it is not hung a load is renewed, unless its process or its way to the server stands still. */
    private boolean mayOverlap(Load first, Load second) {
        Key key = first.value.key;
        long now = world.scheduler.now();
        long since = Math.min(first.read.invokedAt, second.read.invokedAt);
        long patience = patience();
        return now - first.value.startedAt > patience - TRAVEL
                || first.value.startedAt - first.read.invokedAt >= patience - TRAVEL
                || now - second.read.invokedAt >= patience - TRAVEL
                || first.value.by.process().resumesAt() >= first.read.invokedAt
                || areExcused(first, second, since)
                || world.disturbances.sinceDisturbed(key, since)
                || world.oracle.isWrittenNow(key);
    }

    private boolean areExcused(Load first, Load second, long since) {
        return first.value.by.troubledAt() >= since
                || second.value.by.troubledAt() >= since
                || first.value.alone
                || second.value.alone
                || world.disturbances.wasSweptSince(since - TRAVEL);
    }

    /** A load that hangs is not renewed any more, unless a renewal comes late. */
    void renewed(Key key, String token) {
        long now = world.scheduler.now();
        long first = firstRenewals.computeIfAbsent(token, any -> now);
        boolean prompt = Collections.disjoint(world.shape.faults(), LATE);
        if (prompt && now - first > patience()) {
            throw world.violation("hung load", "the lease of %s is still renewed for %s", key, token);
        }
    }

    private long patience() {
        return world.shape.policy().loader().patience().toNanos();
    }

    // ---- not too soon

    /** While there is an old value, the next load begins a throttle period after one that failed. */
    private void requireThrottled(Load load) {
        Failure failure = failures.get(load.value.key);
        if (failure == null || world.scheduler.now() >= failure.at + throttle()) {
            return;
        }
        world.counts.add("load soon after one that failed");
        Load first = failure.load;
        OldValue now = OldValue.at(world, load.value.key);
        boolean servable = failure.old.isServableSince(first.value.startedAt - TRAVEL)
                && now.value() == failure.old.value()
                && now.isServableSince(load.value.startedAt);
        if (servable && !mayFollow(first, load)) {
            throw world.violation("throttle", "%s is loaded after %s failed", load.value, first.value);
        }
    }

    private boolean mayFollow(Load first, Load second) {
        Key key = first.value.key;
        long since = Math.min(first.read.invokedAt, second.read.invokedAt);
        return first.value.endedAt - first.value.startedAt > patience() - TRAVEL
                || first.value.startedAt - first.read.invokedAt >= patience() - TRAVEL
                || world.scheduler.now() - second.read.invokedAt >= patience() - TRAVEL
                || first.value.by.process().resumesAt() >= first.read.invokedAt
                || first.value.by.process().isDead()
                || areExcused(first, second, since - TRAVEL)
                || world.disturbances.sinceForgotten(key, since - TRAVEL)
                || !world.shape.keepsPositions();
    }

    private long throttle() {
        return world.shape.policy().loader().throttle().toNanos();
    }

    /** A value past the window in which it is served at once is served only if something went wrong with loads of its key. */
    void requireTroubled(Read read, Written value) {
        var loader = world.shape.policy().loader();
        boolean bounded = loader.softTimeout() != null || loader.hardTimeout() != null;
        if (bounded || loader.maxConcurrent() < 64 || loader.bounded() == Bounded.ALL) {
            return;
        }
        Failure failure = failures.get(value.key);
        boolean late = !world.shape.faults().isEmpty();
        long quiet = 2 * throttle() + (late ? LATE_TRAVEL : TRAVEL);
        boolean hangs = open.getOrDefault(value.key, List.of()).stream()
                .anyMatch(load -> world.scheduler.now() - load.value.startedAt > patience() - TRAVEL);
        if (!hangs && (failure == null || read.invokedAt > failure.at + quiet)) {
            throw new Violation("stale", "%s gave %s, and no load of it failed".formatted(read, value));
        }
    }
}
