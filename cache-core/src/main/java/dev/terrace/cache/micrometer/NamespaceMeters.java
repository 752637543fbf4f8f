package dev.terrace.cache.micrometer;

import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.engine.ServerWatch;
import dev.terrace.cache.tier.ServerState;
import dev.terrace.cache.tier.ServerState.Told;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The meters of what all caches of this process share: of caches that live in this process alone there is but one. They show what this process knows already: a scrape calls nobody.
 */
public final class NamespaceMeters implements MeterBinder {

    private static final String NAMESPACE = "cache.namespace";
    private static final double NANOS = 1e9;

    private final CacheRuntime runtime;
    private final MeteredEvents events;
    private final String namespace;

    public NamespaceMeters(CacheRuntime runtime, MeteredEvents events, String namespace) {
        this.runtime = runtime;
        this.events = events;
        this.namespace = namespace;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        events.bindTo(registry);
        if (!runtime.isShared()) {
            gauge(registry, CacheMeter.INSTANCE, any -> 1, NAMESPACE, "none");
            return;
        }
        events.prepare();
        gauge(registry, CacheMeter.INSTANCE, any -> 1, NAMESPACE, namespace);
        gauge(registry, CacheMeter.COHERENCE_LAG, shared -> seconds(shared.coherenceLag()));
        gauge(registry, CacheMeter.CIRCUIT_STATE, NamespaceMeters::circuit);
        gauge(registry, CacheMeter.RECOVERY_QUEUE, CacheRuntime::waitingInvalidations);
        gauge(registry, CacheMeter.BYTES, NamespaceMeters::used, "tier", "remote");
        MultiGauge ratio = ofServers(registry, CacheMeter.MEMORY_RATIO);
        MultiGauge fullIn = ofServers(registry, CacheMeter.MEMORY_FULL_IN);
        // A server that is none any more has no meters any more. One that stays keeps its own, which nobody who scrapes
        // while they are replaced would find.
        events.onServersAsked(() -> {
            ratio.register(rows(told -> Tags.of("policy", told.memory().policy()), NamespaceMeters::ratio), false);
            fullIn.register(rows(told -> Tags.empty(), NamespaceMeters::fullIn), false);
        });
    }

    private static MultiGauge ofServers(MeterRegistry registry, CacheMeter meter) {
        return MultiGauge.builder(meter.meter())
                .tags(CacheMeter.CACHE, CacheMeter.ALL)
                .description(meter.meaning())
                .baseUnit(meter.unit())
                .register(registry);
    }

    private void gauge(MeterRegistry registry, CacheMeter meter, ToDoubleFunction<CacheRuntime> value, String... tags) {
        Gauge.builder(meter.meter(), runtime, value)
                .tags(Tags.of(CacheMeter.CACHE, CacheMeter.ALL).and(tags))
                .description(meter.meaning())
                .baseUnit(meter.unit())
                .register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }

    private static double circuit(CacheRuntime runtime) {
        if (runtime.isConnectedToAll()) {
            return 0;
        }
        return runtime.isConnected() ? 1 : 2;
    }

    // ---- servers

    private static Stream<ServerWatch.Seen> seen(CacheRuntime runtime) {
        ServerWatch watch = runtime.servers();
        ServerWatch.Sample sample = watch != null ? watch.last() : null;
        return sample != null ? sample.servers().stream() : Stream.empty();
    }

    /** Nobody knows it before they were asked. */
    private static double used(CacheRuntime runtime) {
        return seen(runtime)
                .map(ServerWatch.Seen::state)
                .filter(Told.class::isInstance)
                .map(Told.class::cast)
                .filter(told -> told.role() == ServerState.Role.PRIMARY)
                .mapToDouble(told -> told.memory().used())
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    /** What is shown of a server that said how it is. */
    private interface OfServer {
        double of(Told told, ServerWatch.Seen seen);
    }

    /** A row for each server that said how it is; its value is what that server said last. */
    private List<MultiGauge.Row<?>> rows(Function<Told, Tags> tags, OfServer value) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        seen(runtime).forEach(server -> {
            if (server.state() instanceof Told told) {
                Tags all = Tags.of("server", told.address()).and(tags.apply(told));
                // A registry may outlive the runtime.
                WeakReference<CacheRuntime> weak = new WeakReference<>(runtime);
                rows.add(MultiGauge.Row.of(all, weak, any -> last(any.get(), told.address(), value)));
            }
        });
        return rows;
    }

    private static double last(@Nullable CacheRuntime runtime, String address, OfServer value) {
        return Stream.ofNullable(runtime)
                .flatMap(NamespaceMeters::seen)
                .filter(server ->
                        server.state() instanceof Told told && told.address().equals(address))
                .mapToDouble(server -> value.of((Told) server.state(), server))
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double ratio(Told told, ServerWatch.Seen seen) {
        return told.memory().share().orElse(Double.NaN);
    }

    /** One that makes room is as it should be when it is full. */
    private static double fullIn(Told told, ServerWatch.Seen seen) {
        Duration fullIn = seen.fullIn();
        return fullIn != null && told.memory().refusesWrites() ? seconds(fullIn) : Double.NaN;
    }
}
