package dev.terrace.cache.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * When the memory of a server will be full if it goes on growing as it does: {@code (maximum - used) / rate}. The rate is the median
 * of the slopes between any two of the last ten samples (Theil, 1950; Sen, JASA 1968), so that a few samples that stand apart, as
 * while a client fetches something large, do not move it. A server that drops entries when it is full stays just below its
 * maximum, and so grows no more. Not thread-safe.
 */
final class MemoryTrend {

    static final int SAMPLES = 10;
    static final int LEAST = 3;

    /** Nobody plans for more than that, and what grows so slowly may as well be noise. */
    static final Duration HORIZON = Duration.ofDays(30);

    private static final double NANOS = 1e9;

    private record Sample(long nanos, long used) {

        /** Bytes per second. */
        double slopeTo(Sample later) {
            return (later.used - used) / ((later.nanos - nanos) / NANOS);
        }
    }

    private final Deque<Sample> samples = new ArrayDeque<>(SAMPLES);

    /**
     * @param nanos when it was so, later than before
     * @param used bytes
     */
    void add(long nanos, long used) {
        if (samples.size() == SAMPLES) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(nanos, used));
    }

    /** Whether so much is known that somebody may be alarmed: three samples may be a warm-up. */
    boolean isCertain() {
        return samples.size() == SAMPLES;
    }

    /** What was before is none of what comes. */
    void forget() {
        samples.clear();
    }

    /** From the last sample on; null if it does not grow, not within the {@link #HORIZON}, or if too little is known. */
    @Nullable
    Duration until(long maximum) {
        if (maximum <= 0 || samples.size() < LEAST) {
            return null;
        }
        double rate = rate();
        double seconds = Math.max(0, maximum - samples.getLast().used) / rate;
        return rate > 0 && seconds <= HORIZON.toSeconds() ? Duration.ofSeconds((long) seconds) : null;
    }

    private double rate() {
        Sample[] all = samples.toArray(Sample[]::new);
        double[] slopes = new double[all.length * (all.length - 1) / 2];
        int next = 0;
        for (int i = 0; i < all.length; i++) {
            for (int j = i + 1; j < all.length; j++) {
                slopes[next++] = all[i].slopeTo(all[j]);
            }
        }
        Arrays.sort(slopes);
        int middle = slopes.length / 2;
        return slopes.length % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
    }
}
