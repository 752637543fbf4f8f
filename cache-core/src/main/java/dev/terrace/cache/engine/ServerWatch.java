package dev.terrace.cache.engine;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.coherence.Timer;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.event.CacheObserver;
import dev.terrace.cache.tier.RemoteServers;
import dev.terrace.cache.tier.ServerState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the servers how they are now and then, while they are connected, and keeps what they said last: whoever wants to know how they
 * are reads that and calls nobody. Tells once when the memory of one fills up. Thread-safe.
 */
public final class ServerWatch implements AutoCloseable {

    /** Until they are connected that is looked at so often: it costs no call. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final RemoteServers servers;
    private final BooleanSupplier connected;
    private final Settings settings;
    private final CacheClock clock;
    private final Timer timer;
    private final CacheListener listener;
    private final @Nullable CacheObserver observer;

    /** Touched by the check that is under way. */
    private Map<String, ServerMemory> memories = new HashMap<>();

    /** Touched by the check that is under way. */
    private final Set<String> introduced = new HashSet<>();

    private volatile @Nullable Taken taken;
    private volatile boolean closed;

    /**
     * How servers are watched.
     *
     * @param interval how often they are asked; zero: never
     * @param memoryThreshold the share of its maximum at which the memory of a server counts as filling up
     */
    public record Settings(Duration interval, double memoryThreshold) {

        private static final Duration SHORTEST = Duration.ofMillis(100);

        public Settings {
            if (!interval.isZero() && interval.compareTo(SHORTEST) < 0) {
                throw new CacheConfigurationException(
                        "'health.check-interval' (%s) must be at least 100ms".formatted(interval),
                        "30s is the default, 0s switches it off");
            }
            if (!(memoryThreshold > 0 && memoryThreshold <= 1)) {
                throw new CacheConfigurationException(
                        "'health.memory-threshold' (%s) must be above 0 and at most 1".formatted(memoryThreshold),
                        "0.8 is the default");
            }
        }

        /** Every 30 seconds; four fifths of the memory. */
        public static Settings defaults() {
            return new Settings(Duration.ofSeconds(30), 0.8);
        }
    }

    /**
     * What the servers said when they were last asked.
     *
     * @param age how long ago that was
     */
    public record Sample(List<Seen> servers, Duration age) {}

    /**
     * A server.
     *
     * @param state what it said
     * @param fullIn when its memory was going to be full, from then on; null if that was not in sight
     */
    public record Seen(ServerState state, @Nullable Duration fullIn) {}

    private record Taken(List<Seen> servers, long nanos) {}

    /**
     * @param connected whether they can be asked now
     * @param timer runs the checks
     * @param listener hears of memory that fills up
     */
    public ServerWatch(
            RemoteServers servers,
            BooleanSupplier connected,
            Settings settings,
            CacheClock clock,
            Timer timer,
            CacheListener listener) {
        this.servers = servers;
        this.connected = connected;
        this.settings = settings;
        this.clock = clock;
        this.timer = timer;
        this.listener = listener;
        this.observer = listener.observer();
    }

    /** Begins to ask, after every interval until this is closed. */
    public void start() {
        if (!settings.interval().isZero()) {
            timer.after(shorter(settings.interval(), LONGEST_REST), this::check);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** What they said last; null before the first time. Stays what it was while they are away. */
    public @Nullable Sample last() {
        Taken last = taken;
        return last == null ? null : new Sample(last.servers, Duration.ofNanos(clock.nanoTime() - last.nanos));
    }

    private void check() {
        if (closed) {
            return;
        }
        if (!connected.getAsBoolean()) {
            start();
            return;
        }
        servers.servers()
                // First onto a thread that may be used for a while.
                .whenComplete((states, failure) -> timer.after(Duration.ZERO, () -> {
                    if (failure == null) {
                        take(states);
                    }
                    if (!closed) {
                        timer.after(settings.interval(), this::check);
                    }
                }));
    }

    /** If nobody answers at all they are away, and what they said before that is what is known of them. */
    private void take(List<ServerState> states) {
        if (taken != null && states.stream().allMatch(ServerWatch::isSilent)) {
            return;
        }
        long now = clock.nanoTime();
        Map<String, ServerMemory> followed = new HashMap<>();
        List<Seen> seen =
                states.stream().map(state -> seen(state, now, followed)).toList();
        memories = followed;
        introduced.retainAll(followed.keySet());
        taken = new Taken(seen, now);
        if (observer != null) {
            observer.serversAsked();
        }
    }

    private static boolean isSilent(ServerState state) {
        return state instanceof ServerState.Untold && state.ping() == null;
    }

    /** Who did not say keeps what was known of it; who is no server any more is forgotten. */
    private Seen seen(ServerState state, long now, Map<String, ServerMemory> followed) {
        ServerMemory memory = Objects.requireNonNullElseGet(
                memories.get(state.address()), () -> new ServerMemory(settings.memoryThreshold()));
        followed.put(state.address(), memory);
        if (!(state instanceof ServerState.Told told)) {
            return new Seen(state, null);
        }
        if (told.role() == ServerState.Role.PRIMARY && introduced.add(told.address())) {
            listener.onEvent(new CacheEvent.ServerSeen(
                    told.address(), told.memory().maximum(), told.memory().policy(), told.databases()));
        }
        if (memory.add(now, told)) {
            listener.onEvent(new CacheEvent.MemoryFillingUp(
                    told.address(),
                    told.memory().used(),
                    told.memory().maximum(),
                    told.memory().policy(),
                    memory.fullIn()));
        }
        return new Seen(told, memory.fullIn());
    }

    @Override
    public void close() {
        closed = true;
    }
}
