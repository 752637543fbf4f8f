package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The followers of all lanes of a namespace. Immutable; the followers are not. */
final class Lanes {

    private final LaneFollower control;
    private final List<LaneFollower> keyLanes = new ArrayList<>();

    /** The states of the key lanes: each near hit asks for one. */
    private final LaneState[] keyStates;

    /** Of as many lanes as a power of two the lane of a key is these bits of its hash, which costs no division; else -1. */
    private final int mask;

    Lanes(int count, long nanoTime, OwnOperations own, LaneFollower.Effects effects) {
        control = new LaneFollower(Lane.CONTROL, new LaneState(nanoTime), own, effects);
        keyStates = new LaneState[count];
        for (int i = 0; i < count; i++) {
            keyStates[i] = new LaneState(nanoTime);
            keyLanes.add(new LaneFollower(new Lane(i), keyStates[i], own, effects));
        }
        mask = Integer.bitCount(count) == 1 ? count - 1 : -1;
    }

    LaneFollower control() {
        return control;
    }

    List<LaneFollower> keyLanes() {
        return keyLanes;
    }

    LaneState controlState() {
        return control.state();
    }

    LaneState state(long hash) {
        return keyStates[
                mask >= 0 ? (int) hash & mask : Lane.of(hash, keyStates.length).index()];
    }

    /** The follower of the lane of a key with this hash. */
    LaneFollower follower(long hash) {
        return keyLanes.get(Lane.of(hash, keyLanes.size()).index());
    }

    /** Near entries of all lanes must be verified. */
    void breakLogs() {
        keyLanes.forEach(LaneFollower::breakLog);
    }

    /** The follower of a lane, or null if there is no such lane here. */
    @Nullable
    LaneFollower find(Lane lane) {
        if (lane.isControl()) {
            return control;
        }
        return lane.index() < keyLanes.size() ? keyLanes.get(lane.index()) : null;
    }

    /** Near entries of this lane must be verified. */
    void breakLog(Lane lane) {
        keyLanes.get(lane.index()).breakLog();
    }

    /** Nanoseconds since the oldest of the syncs that were the last ones of their lanes. */
    long nanosBehind(long now) {
        long[] most = {0};
        forEachState(state -> most[0] = Math.max(most[0], now - state.lastSync()));
        return most[0];
    }

    boolean isAttached() {
        return !control.state().isDetached()
                && keyLanes.stream().noneMatch(follower -> follower.state().isDetached());
    }

    void forEachState(Consumer<LaneState> action) {
        action.accept(control.state());
        keyLanes.forEach(follower -> action.accept(follower.state()));
    }
}
