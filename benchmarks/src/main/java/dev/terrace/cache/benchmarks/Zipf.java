package dev.terrace.cache.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws ranks as Zipf's law has it: rank r comes with a weight of 1 / (r + 1)^s, so 0 most often. The same seed draws the same
 * ranks on every machine. {@link #next} is not thread-safe: one for each thread.
 */
public final class Zipf {

    /** The exponent that YCSB made customary. */
    public static final double CUSTOMARY = 0.99;

    private final double[] cumulative;
    private final SplittableRandom random;

    /**
     * @param ranks how many there are
     * @param exponent s; 0 draws them all alike
     */
    public Zipf(int ranks, double exponent, long seed) {
        cumulative = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += 1 / Math.pow(rank + 1.0, exponent);
            cumulative[rank] = sum;
        }
        random = new SplittableRandom(seed);
    }

    /** The next rank, in [0, ranks). */
    public int next() {
        return draw(random);
    }

    /** A rank by the random numbers of the caller; threads may share this. */
    public int draw(SplittableRandom numbers) {
        double drawn = numbers.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, drawn);
        return Math.min(found >= 0 ? found + 1 : -found - 1, cumulative.length - 1);
    }

    /** The next ranks. */
    public int[] next(int count) {
        int[] drawn = new int[count];
        Arrays.setAll(drawn, i -> next());
        return drawn;
    }
}
