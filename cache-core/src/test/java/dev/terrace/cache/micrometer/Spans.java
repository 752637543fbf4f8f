package dev.terrace.cache.micrometer;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps the observations that have ended, as a tracer would. */
public final class Spans implements ObservationHandler<Observation.Context> {

    private final List<Span> ended = new CopyOnWriteArrayList<>();

    /**
     * One that has ended.
     *
     * @param parent the name of the one that it is part of; null if there is none
     * @param tags its key values of low cardinality
     */
    public record Span(
            String name,
            @Nullable String parent,
            Map<String, String> tags,
            @Nullable Throwable error) {

        /** In short, without the name of the cache. */
        public String text() {
            return "%s %s %s < %s".formatted(name, tags.get("operation"), tags.get("result"), parent);
        }
    }

    /** A registry that tells this of everything. */
    public ObservationRegistry registry() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(this);
        return registry;
    }

    public List<Span> ended() {
        return ended;
    }

    /** Those of ours, in short and in the order in which they ended. */
    public List<String> texts() {
        return ended.stream()
                .filter(span -> span.name().startsWith("terrace."))
                .map(Span::text)
                .toList();
    }

    @Override
    public void onStop(Observation.Context context) {
        ObservationView parent = context.getParentObservation();
        ended.add(new Span(
                context.getName(),
                parent == null ? null : parent.getContextView().getName(),
                context.getLowCardinalityKeyValues().stream()
                        .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue)),
                context.getError()));
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return true;
    }
}
