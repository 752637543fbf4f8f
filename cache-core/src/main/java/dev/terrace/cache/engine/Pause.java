package dev.terrace.cache.engine;

import java.util.random.RandomGenerator;

/**
 * The pauses between two questions whether another instance has finished its load: they double up to a bound, and each is
 * drawn at random from the upper half, so that those who wait do not ask in step.
 *
 * @param tries how many there have been, up to the bound
 */
record Pause(int tries) {

    private static final long FIRST_MILLIS = 2;
    private static final int DOUBLINGS = 5;

    static Pause first() {
        return new Pause(0);
    }

    Pause next() {
        return new Pause(Math.min(tries + 1, DOUBLINGS));
    }

    long millis(RandomGenerator random) {
        long longest = FIRST_MILLIS << tries;
        return longest / 2 + random.nextLong(longest / 2 + 1);
    }
}
