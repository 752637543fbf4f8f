package dev.terrace.cache.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheEvent.GapFound;
import dev.terrace.cache.event.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeteredEventsTests {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MeteredEvents events = new MeteredEvents();

    private double gaps(String reason) {
        return registry.get(CacheMeter.COHERENCE_GAPS.meter())
                .tags("cache", "*", "reason", reason)
                .counter()
                .count();
    }

    @Test
    void gapsAreCountedByTheirReason() {
        events.bindTo(registry);
        events.prepare();
        assertThat(gaps("clock")).as("there from the start").isZero();
        events.onEvent(new GapFound("0", GapFound.Reason.LOG));
        events.onEvent(new GapFound("c", GapFound.Reason.EPOCH));
        events.onEvent(new CacheEvent.RecordRejected("0"));
        events.onEvent(new CacheEvent.RecordRejected("bus"));
        assertThat(gaps("log")).isEqualTo(1);
        assertThat(gaps("epoch")).isEqualTo(1);
        assertThat(gaps("record")).isEqualTo(1);
        assertThat(gaps("clock")).isZero();
    }

    @Test
    void withoutARegistryNothingIsTimed() {
        MeteredEvents nowhere = new MeteredEvents();
        assertThat(nowhere.begin(new Operation(Operation.Kind.LOAD, "products", "load", List::of)))
                .isNull();
        nowhere.onEvent(new GapFound("0", GapFound.Reason.LOG));
    }
}
