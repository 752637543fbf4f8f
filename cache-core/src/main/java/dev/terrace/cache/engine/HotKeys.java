package dev.terrace.cache.engine;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The keys of a cache that are read most, found by a sample of its reads. A timer arms it now and then, and one of the next reads is taken,
 * the how-manyth is drawn by chance: what comes in bursts that all begin with the same key is not taken for that key. In between a near hit
 * looks at one field, which does not change, and draws no random number. Each read that is taken counts for all since the one before.
 *
 * <p>Of the sample only the most frequent keys are kept, {@link SpaceSaving so many} whatever the number of keys. Thread-safe; threads
 * that read at the same time may count each other's reads down as one, which moves the one that is taken, and nothing else.
 */
final class HotKeys {

    private static final int KEPT = 128;
    private static final int FARTHEST = 1_000;

    /** How many reads there are until one is taken, that one included; 0 for none. */
    private volatile int countdown;

    // Within the lock.
    private final SpaceSaving<Object> keys = new SpaceSaving<>(KEPT);
    private long readsBefore;
    private long weight;

    /**
     * One of the next reads is taken, as far away at most as there were reads since the last time.
     *
     * @param reads how many there were so far
     */
    synchronized void arm(long reads, RandomGenerator random) {
        long since = reads - readsBefore;
        if (countdown > 0 || since <= 0) {
            return;
        }
        readsBefore = reads;
        weight = since;
        countdown = 1 + random.nextInt((int) Math.min(since, FARTHEST));
    }

    /** What was read before counts half from now on. */
    synchronized void age() {
        keys.age();
    }

    /** A key is read. */
    void read(Object key) {
        int left = countdown;
        if (left > 0) {
            count(key, left);
        }
    }

    private void count(Object key, int left) {
        countdown = left - 1;
        if (left == 1) {
            take(key);
        }
    }

    /** Of threads that come at the same time the first is as good as any. */
    private synchronized void take(Object key) {
        keys.add(key, weight);
        weight = 0;
    }

    /** The keys that were read most, the first the most, each with an estimate of how often. */
    synchronized List<SpaceSaving.Counted<Object>> hottest(int most) {
        return keys.top(most);
    }
}
