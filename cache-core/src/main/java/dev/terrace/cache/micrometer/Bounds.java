package dev.terrace.cache.micrometer;

import java.time.Duration;
import java.util.stream.DoubleStream;

/** The bounds of the buckets of the timers: few, since each is a time series, and enough for percentiles that mean something. */
final class Bounds {

    private static final double NANOS_OF_A_MILLI = 1e6;

    private Bounds() {}

    static Duration[] remote() {
        return millis(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000);
    }

    static Duration[] loads() {
        return millis(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000);
    }

    private static Duration[] millis(double... bounds) {
        return DoubleStream.of(bounds)
                .mapToObj(millis -> Duration.ofNanos((long) (millis * NANOS_OF_A_MILLI)))
                .toArray(Duration[]::new);
    }
}
