package dev.terrace.cache.micrometer;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.event.CacheObserver;
import dev.terrace.cache.event.Operation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Observations of Micrometer, and so spans, of loads, refreshes and calls of the remote tier. A call of the remote tier is one only within
 * another observation: what the caches do by themselves is no trace of its own. Thread-safe.
 */
public final class ObservedEvents implements CacheListener, CacheObserver {

    private final Supplier<ObservationRegistry> registries;
    private final Settings settings;
    private volatile @Nullable ObservationRegistry registry;

    /**
     * What is observed.
     *
     * @param remote whether calls of the remote tier are
     * @param groups of keys
     */
    public record Settings(boolean remote, KeyGroups groups) {}

    /** @param registries asked once, when the first thing happens */
    public ObservedEvents(Supplier<ObservationRegistry> registries, Settings settings) {
        this.registries = registries;
        this.settings = settings;
    }

    @Override
    public void onEvent(CacheEvent event) {
        // What takes no time is no span.
    }

    @Override
    public CacheObserver observer() {
        return this;
    }

    private ObservationRegistry registry() {
        ObservationRegistry known = registry;
        if (known == null) {
            known = registries.get();
            registry = known;
        }
        return known;
    }

    @Override
    public @Nullable Observed begin(Operation operation) {
        ObservationRegistry observations = registry();
        boolean remote = operation.kind() == Operation.Kind.REMOTE;
        if (observations.isNoop() || (remote && (!settings.remote() || observations.getCurrentObservation() == null))) {
            return null;
        }
        CacheSpan span = CacheSpan.of(operation.kind());
        Observation observation = Observation.createNotStarted(span.observation(), observations)
                .contextualName(operation.cache() + " " + operation.name())
                .lowCardinalityKeyValue(CacheSpan.CACHE, operation.cache())
                .lowCardinalityKeyValue(CacheSpan.OPERATION, operation.name());
        if (remote) {
            observation.lowCardinalityKeyValue(CacheSpan.TIER, "remote");
        }
        if (!settings.groups().isEmpty()) {
            observation.lowCardinalityKeyValue(
                    CacheSpan.KEY_GROUP, settings.groups().of(operation.keys().get()));
        }
        return new Begun(observation.start());
    }

    @Override
    public @Nullable Supplier<Scope> current() {
        Observation current = registry().getCurrentObservation();
        return current == null ? null : () -> scope(current);
    }

    private static Scope scope(Observation observation) {
        return observation.openScope()::close;
    }

    private record Begun(Observation observation) implements Observed {

        @Override
        public Scope open() {
            return scope(observation);
        }

        @Override
        public void end(String result, @Nullable Throwable failure) {
            observation.lowCardinalityKeyValue(CacheSpan.RESULT, result);
            if (failure != null) {
                observation.error(failure);
            }
            observation.stop();
        }
    }
}
