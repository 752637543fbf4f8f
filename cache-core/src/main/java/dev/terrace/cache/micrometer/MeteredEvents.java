package dev.terrace.cache.micrometer;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheEvent.GapFound;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.event.CacheObserver;
import dev.terrace.cache.event.Operation;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters of what happens rather than of how things stand: calls of the remote tier, loads, invalidations and gaps. Each is made when
 * it happens first, or before that by {@code prepare}, so that a rate sees the first one. Thread-safe.
 */
public final class MeteredEvents implements CacheListener, CacheObserver, MeterBinder {

    private final ConcurrentMap<Operated, Timer> timers = new ConcurrentHashMap<>();
    private final ConcurrentMap<Invalidated, Counter> invalidations = new ConcurrentHashMap<>();
    private final List<Runnable> onServersAsked = new CopyOnWriteArrayList<>();
    private volatile @Nullable MeterRegistry registry;

    private record Operated(Operation.Kind kind, String cache, String name) {}

    private record Invalidated(Direction direction, Extent extent, String cache) {}

    /**
     * Meters into this registry from now on, if it is the first. Handed over when the beans of the application are made, and not asked for: what
     * happens to caches before that happens on threads that must not wait for beans.
     */
    @Override
    public void bindTo(MeterRegistry first) {
        if (registry == null) {
            registry = first;
        }
    }

    @Override
    public CacheObserver observer() {
        return this;
    }

    // ---- what takes time

    @Override
    public @Nullable Observed begin(Operation operation) {
        MeterRegistry meters = registry;
        if (meters == null) {
            return null;
        }
        Timer timer = timer(operation, meters);
        Clock clock = meters.config().clock();
        long began = clock.monotonicTime();
        return (result, failure) -> timer.record(clock.monotonicTime() - began, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Operation operation, MeterRegistry meters) {
        boolean remote = operation.kind() == Operation.Kind.REMOTE;
        Operated operated = remote
                ? new Operated(Operation.Kind.REMOTE, operation.cache(), operation.name())
                : new Operated(Operation.Kind.LOAD, operation.cache(), "");
        Timer known = timers.get(operated);
        return known != null ? known : timers.computeIfAbsent(operated, any -> newTimer(operated, meters));
    }

    private static Timer newTimer(Operated operated, MeterRegistry meters) {
        boolean remote = operated.kind() == Operation.Kind.REMOTE;
        CacheMeter meter = remote ? CacheMeter.TIER_LATENCY : CacheMeter.LOAD_DURATION;
        Tags tags = Tags.of(CacheMeter.CACHE, operated.cache());
        return Timer.builder(meter.meter())
                .description(meter.meaning())
                .tags(remote ? tags.and("tier", "remote", "operation", operated.name()) : tags)
                .serviceLevelObjectives(remote ? Bounds.remote() : Bounds.loads())
                .register(meters);
    }

    // ---- invalidations

    @Override
    public void invalidated(Direction direction, Extent extent, String cache, int count) {
        Counter counter = counter(direction, extent, isOurs(direction, extent, cache) ? cache : CacheMeter.ALL);
        if (counter != null) {
            counter.increment(count);
        }
    }

    /** What others call their caches makes no series here: there may be any number of them. */
    private boolean isOurs(Direction direction, Extent extent, String cache) {
        return direction == Direction.OUT || invalidations.containsKey(new Invalidated(direction, extent, cache));
    }

    private @Nullable Counter counter(Direction direction, Extent extent, String cache) {
        Invalidated what = new Invalidated(direction, extent, cache);
        Counter known = invalidations.get(what);
        MeterRegistry meters = registry;
        return known != null || meters == null
                ? known
                : invalidations.computeIfAbsent(what, any -> newCounter(what, meters));
    }

    private static Counter newCounter(Invalidated what, MeterRegistry meters) {
        CacheMeter meter = CacheMeter.INVALIDATIONS;
        return Counter.builder(meter.meter())
                .description(meter.meaning())
                .tags(CacheMeter.CACHE, what.cache())
                .tags("direction", label(what.direction()), "kind", label(what.extent()))
                .register(meters);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Of a cache whose invalidations others hear. */
    void prepare(String cache) {
        counter(Direction.OUT, Extent.KEY, cache);
        for (Direction direction : Direction.values()) {
            counter(direction, Extent.PATTERN, cache);
            counter(direction, Extent.CLEAR, cache);
        }
    }

    /** Of the namespace. */
    void prepare() {
        counter(Direction.IN, Extent.KEY, CacheMeter.ALL);
        counter(Direction.IN, Extent.TAG, CacheMeter.ALL);
        counter(Direction.OUT, Extent.TAG, CacheMeter.ALL);
        for (GapFound.Reason reason : GapFound.Reason.values()) {
            gap(label(reason), 0);
        }
        gap(UNREADABLE, 0);
    }

    // ---- events

    private static final String UNREADABLE = "record";
    private static final String BUS = "bus";

    @Override
    public void onEvent(CacheEvent event) {
        if (event instanceof GapFound gap) {
            gap(label(gap.reason()), 1);
        } else if (event instanceof CacheEvent.RecordRejected rejected
                && !rejected.where().equals(BUS)) {
            gap(UNREADABLE, 1);
        }
    }

    @Override
    public void serversAsked() {
        onServersAsked.forEach(Runnable::run);
    }

    private void gap(String reason, int count) {
        MeterRegistry meters = registry;
        if (meters != null) {
            CacheMeter meter = CacheMeter.COHERENCE_GAPS;
            Counter.builder(meter.meter())
                    .description(meter.meaning())
                    .tags(CacheMeter.CACHE, CacheMeter.ALL, "reason", reason)
                    .register(meters)
                    .increment(count);
        }
    }

    /** Runs this now, and whenever the servers have said how they are. */
    void onServersAsked(Runnable run) {
        onServersAsked.add(run);
        run.run();
    }
}
