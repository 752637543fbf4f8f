package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.tier.Lane;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The circuits of all lanes of a namespace. Immutable; the circuits are not. */
final class Circuits {

    private final Circuit control;
    private final List<Circuit> keyLanes;

    Circuits(int lanes, CircuitSettings settings, CacheClock clock, RandomGenerator random, Consumer<Lane> onOpened) {
        control = new Circuit(Lane.CONTROL.label(), settings, clock, random, () -> onOpened.accept(Lane.CONTROL));
        keyLanes = IntStream.range(0, lanes)
                .mapToObj(Lane::new)
                .map(lane -> new Circuit(lane.label(), settings, clock, random, () -> onOpened.accept(lane)))
                .toList();
    }

    Circuit control() {
        return control;
    }

    /** That of the lane of a key with this hash. */
    Circuit of(long hash) {
        return of(Lane.of(hash, keyLanes.size()));
    }

    List<Circuit> keyLanes() {
        return keyLanes;
    }

    Circuit of(Lane lane) {
        return lane.isControl() ? control : keyLanes.get(lane.index());
    }
}
