package dev.terrace.cache.engine;

import dev.terrace.cache.tier.ServerState;
import dev.terrace.cache.tier.ServerState.Memory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Follows the memory of one server and says once that it fills up: when its share of the maximum reaches a threshold, or when ten samples
 * say that it will be full within an hour and then refuse to write. It says so again only after both were well over: five hundredths below the
 * threshold, and two hours. Not thread-safe.
 */
final class ServerMemory {

    private static final Duration SOON = Duration.ofHours(1);
    private static final Duration NOT_SOON = Duration.ofHours(2);
    private static final double RELIEF = 0.05;

    private final double threshold;
    private final MemoryTrend trend = new MemoryTrend();
    private Duration uptime = Duration.ZERO;
    private @Nullable Duration fullIn;
    private boolean told;

    ServerMemory(double threshold) {
        this.threshold = threshold;
    }

    /** Returns whether it is time to say that it fills up. */
    boolean add(long nanos, ServerState.Told state) {
        if (state.uptime().compareTo(uptime) < 0) {
            trend.forget();
        }
        uptime = state.uptime();
        trend.add(nanos, state.memory().used());
        fullIn = trend.until(state.memory().maximum());
        if (told) {
            told = !isOver(state.memory());
            return false;
        }
        told = isFilling(state.memory());
        return told;
    }

    /** When it is full, as of the last state; null if that is not in sight. */
    @Nullable
    Duration fullIn() {
        return fullIn;
    }

    private boolean isFilling(Memory memory) {
        return memory.share().orElse(0) >= threshold || (trend.isCertain() && isFullWithin(SOON, memory));
    }

    private boolean isOver(Memory memory) {
        return memory.share().orElse(0) < threshold - RELIEF && !isFullWithin(NOT_SOON, memory);
    }

    private boolean isFullWithin(Duration time, Memory memory) {
        Duration full = fullIn;
        return memory.refusesWrites() && full != null && full.compareTo(time) < 0;
    }
}
