package dev.terrace.cache.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whichever algorithm gains most, tried out on the values of the cache: the first {@value #FIRST}, then each {@value #EVERY}th, of each
 * its first {@value #SAMPLE} bytes. What counts is the median of the last {@value Trial#KEPT} tries, so that neither the cold start nor
 * a pause decides. An algorithm gains the time that the bytes it saves would take on their way, less the time that it takes
 * itself to compress and decompress; none gains nothing. The choice changes only for a gain that is clearly greater.
 *
 * <p>Thread-safe: one thread at a time tries; the others go on with what was chosen.
 */
final class AdaptiveChoice implements CompressionChoice {

    private static final int FIRST = 32;
    private static final int EVERY = 256;
    private static final int SAMPLE = 1 << 16;

    /** A byte that is written once and read once takes so long on a network of 1 Gbit/s. */
    private static final double NANOS_OF_A_BYTE = 16;

    /** By so much, for each byte, another algorithm must be better. */
    private static final double CLEARLY = 0.05 * NANOS_OF_A_BYTE;

    private final List<Trial> trials;
    private final LongSupplier nanoTime;
    private final AtomicInteger values = new AtomicInteger();
    private final AtomicBoolean trying = new AtomicBoolean();
    private volatile Decision decision = new Decision(null, 0, "");

    /** @param of which there are to choose from, besides none */
    AdaptiveChoice(List<Compression> of, LongSupplier nanoTime) {
        this.trials = of.stream().map(Trial::new).toList();
        this.nanoTime = nanoTime;
    }

    /**
     * @param chosen null for none
     * @param tries how many led to it
     */
    private record Decision(@Nullable Compression chosen, int tries, String reason) {}

    @Override
    public @Nullable Compression choose(Payload plain) {
        int value = values.getAndIncrement() & Integer.MAX_VALUE;
        boolean due = value < FIRST || value % EVERY == 0;
        if (due && trying.compareAndSet(false, true)) {
            try {
                byte[] bytes = plain.toBytes();
                decide(bytes.length > SAMPLE ? Arrays.copyOf(bytes, SAMPLE) : bytes);
            } finally {
                trying.set(false);
            }
        }
        return decision.chosen;
    }

    private void decide(byte[] sample) {
        Trial best = null;
        double bestGain = decision.chosen == null ? CLEARLY : 0;
        for (Trial trial : trials) {
            trial.run(sample, nanoTime);
            double gain = trial.gain() + (trial.of == decision.chosen ? CLEARLY : 0);
            if (gain > bestGain) {
                best = trial;
                bestGain = gain;
            }
        }
        String reason = trials.stream().map(Trial::toString).collect(Collectors.joining(", "));
        decision = new Decision(best != null ? best.of : null, decision.tries + 1, reason);
    }

    /** For people: what was chosen, and by which measurements. */
    @Override
    public String toString() {
        Decision now = decision;
        String chosen = now.chosen != null ? now.chosen.name() : Compressions.NONE;
        return "adaptive: %s after %d tries (%s)".formatted(chosen, now.tries, now.reason);
    }

    /** What came of one algorithm. Used by one thread at a time. */
    private static final class Trial {

        private static final int KEPT = 9;

        private final Compression of;
        private final double[] savedPerByte = new double[KEPT];
        private final double[] nanosPerByte = new double[KEPT];
        private int tries;

        Trial(Compression of) {
            this.of = of;
        }

        void run(byte[] sample, LongSupplier nanoTime) {
            long from = nanoTime.getAsLong();
            ByteBuffer compressed = of.compress(sample);
            int length = CompressedPayload.lengthOf(compressed);
            boolean pays = CompressedPayload.pays(length, sample.length);
            if (pays) {
                of.decompress(compressed, sample.length);
            }
            nanosPerByte[tries % KEPT] = (double) (nanoTime.getAsLong() - from) / sample.length;
            savedPerByte[tries % KEPT] = pays ? 1 - (double) length / sample.length : 0;
            tries++;
        }

        double gain() {
            return median(savedPerByte) * NANOS_OF_A_BYTE - median(nanosPerByte);
        }

        private double median(double[] values) {
            double[] sorted = Arrays.copyOf(values, Math.min(tries, KEPT));
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s saves %.0f %% at %.1f ns a byte",
                    of.name(),
                    100 * median(savedPerByte),
                    median(nanosPerByte));
        }
    }
}
