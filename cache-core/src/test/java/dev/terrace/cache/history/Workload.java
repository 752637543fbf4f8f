package dev.terrace.cache.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that read, mostly the same few keys, and now and then write. How often they write is told in reads and not in time, so
 * that the share of near hits does not depend on the machine; pauses leave it to Redis and the other processes.
 */
final class Workload implements AutoCloseable {

    private static final int THREADS = 3;
    private static final int WRITE_ONE_IN = 250;
    private static final int BURST = 8;
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(8).toNanos();
    private static final long LONGEST_GAP_NANOS = Duration.ofMillis(5).toNanos();
    private static final double SKEW = 0.9;

    private final Member member;
    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> running = new ArrayList<>();
    private final double[] cumulated = new double[Keyspace.KEYS];
    private volatile boolean stopped;
    private volatile boolean readOnly;

    Workload(Member member) {
        this.member = member;
        double sum = 0;
        for (int key = 0; key < Keyspace.KEYS; key++) {
            // Both kinds of keys have hot ones.
            int rank = Keyspace.isWritten(key) ? 6 * (key - Keyspace.EVICTED_KEYS) + 3 : key + 1;
            sum += 1 / Math.pow(rank, SKEW);
            cumulated[key] = sum;
        }
    }

    void start(long seed) {
        stopped = false;
        readOnly = false;
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = seeds.split();
            running.add(executor.submit(() -> run(random)));
        }
    }

    private void run(SplittableRandom random) {
        while (!stopped) {
            for (int i = 0; i < BURST; i++) {
                if (random.nextInt(WRITE_ONE_IN) == 0 && !readOnly) {
                    write(random);
                } else {
                    member.read(anyKey(random), 0);
                }
            }
            LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE_NANOS));
        }
    }

    private void write(SplittableRandom random) {
        int dice = random.nextInt(100);
        int key = anyKey(random);
        if (dice < 3) {
            member.evict(new Target.OfCache(dice == 0));
        } else if (dice < 15) {
            member.evict(new Target.OfTag(random.nextInt(Keyspace.TAGS)));
        } else if (dice < 18) {
            member.evict(new Target.OfPattern(1 + random.nextInt(9)));
        } else if (Keyspace.isWritten(key) && dice < 85) {
            member.put(key);
        } else {
            member.evict(new Target.OfKey(key));
            if (random.nextBoolean()) {
                // Once more, while everybody loads what the first one removed.
                LockSupport.parkNanos(random.nextLong(LONGEST_GAP_NANOS));
                member.evict(new Target.OfKey(key));
            }
        }
    }

    private int anyKey(SplittableRandom random) {
        double point = random.nextDouble() * cumulated[Keyspace.KEYS - 1];
        int key = Arrays.binarySearch(cumulated, point);
        return Math.min(Keyspace.KEYS - 1, key < 0 ? -key - 1 : key);
    }

    /** From now on only reads. */
    void onlyRead() {
        readOnly = true;
    }

    /** Returns when no operation is under way. */
    void stop() throws ExecutionException, InterruptedException {
        stopped = true;
        for (Future<?> thread : running) {
            thread.get();
        }
        running.clear();
    }

    @Override
    public void close() throws ExecutionException, InterruptedException {
        stop();
        executor.shutdown();
    }
}
