package dev.terrace.cache.simulation;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What must be so once nothing goes wrong any more. */
final class RestRules {

    /** Smaller stamps are those of entries that the server does not hold. */
    private static final long FIRST_STAMP = 2;

    private final World world;

    RestRules(World world) {
        this.world = world;
    }

    /** A9: every invalidation of an instance that lives is in the history of the server. */
    void requireAllSaid() {
        for (Invalidated call : world.history.invalidated()) {
            if (!call.isExecuted() && !call.isRefused() && !call.by.process().isDead()) {
                throw world.violation("A9", "%s is not in the history of the server", call);
            }
        }
        for (SimulatedInstance instance : world.instances) {
            for (Key key : world.shape.keys()) {
                if (instance.isAlone(key)) {
                    throw world.violation("A9", "%s has not come back for %s", instance, key);
                }
            }
        }
    }

    /** A4: what is served near is what the server holds. */
    void requireSameValues() {
        for (SimulatedInstance instance : world.instances) {
            for (Key key : world.shape.keys()) {
                NearEntry entry = instance.cache(key).nearHit(key.name());
                byte[] stored = world.server.stored(key.remote());
                if (entry != null && entry.origin().stamp() >= FIRST_STAMP && stored.length > 0) {
                    requireSame(instance, entry, stored);
                }
            }
        }
    }

    /** Nothing is under way, and nothing is held. */
    void requireNothingLeft() {
        for (SimulatedInstance instance : world.instances) {
            for (Key key : world.shape.keys()) {
                if (!instance.open(key).isAtRest(key.name())) {
                    throw world.violation("leak", "%s still loads %s, or could not", instance, key);
                }
            }
        }
        for (Lane lane : world.server.allLanes()) {
            List<RemoteKey> leased =
                    lane.isControl() ? List.of() : world.server.lane(lane).keys(true, world.server.millis());
            if (!leased.isEmpty()) {
                throw world.violation("leak", "%s are leased still", leased);
            }
        }
    }

    private void requireSame(SimulatedInstance instance, NearEntry entry, byte[] stored) {
        world.counts.add("near entries compared");
        byte[] stamp =
                ByteBuffer.allocate(Long.BYTES).putLong(entry.origin().stamp()).array();
        if (Arrays.equals(Envelope.stampOf(stored), stamp)) {
            return;
        }
        Written near = Objects.requireNonNull(world.history.find(Objects.requireNonNull(entry.value())));
        Written there = Objects.requireNonNull(world.history.find(stored));
        // A value that went by itself may have been loaded again by another instance.
        boolean may = world.disturbances.hasVanishedSince(near.key, near.startedAt) || near.version == there.version;
        if (!may) {
            throw world.violation("A4", "%s holds %s, the server %s", instance, near, there);
        }
    }
}
