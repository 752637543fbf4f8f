package dev.terrace.cache.benchmarks.cluster;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Numbers from 0 on, of which the number r is drawn in proportion to 1 / (r + 1)^skew. Immutable; a draw is a binary search. */
final class Zipf {

    private final double[] cumulative;

    Zipf(int numbers, double skew) {
        cumulative = new double[numbers];
        double sum = 0;
        for (int i = 0; i < numbers; i++) {
            sum += 1 / Math.pow(i + 1, skew);
            cumulative[i] = sum;
        }
    }

    int draw(SplittableRandom random) {
        double point = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, point);
        return Math.min(found >= 0 ? found : -found - 1, cumulative.length - 1);
    }
}
