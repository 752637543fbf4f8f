package dev.terrace.cache.loading;

import dev.terrace.cache.loading.Fleet.Read;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Threads that read all keys in every instance, over and over, and remember what they got. Closing them waits for their end. */
final class Readers implements AutoCloseable {

    private static final long BETWEEN_READS_NANOS = Duration.ofNanos(150_000).toNanos();
    private static final long LONGEST_SECONDS = 30;

    private final Fleet fleet;
    private final List<String> keys;
    private final Queue<Read> reads = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean stopped;

    /**
     * Starts them.
     *
     * @param each how many there are of each instance
     */
    Readers(Fleet fleet, List<String> keys, int each) {
        this.fleet = fleet;
        this.keys = keys;
        threads = IntStream.range(0, fleet.size() * each)
                .mapToObj(number -> new Thread(() -> readOn(number), "reader-" + number))
                .toList();
        threads.forEach(Thread::start);
    }

    private void readOn(int number) {
        List<String> order = new ArrayList<>(keys);
        Collections.shuffle(order, new Random(number));
        while (!stopped) {
            for (String key : order) {
                reads.add(fleet.read(number % fleet.size(), key));
                LockSupport.parkNanos(BETWEEN_READS_NANOS);
                if (stopped) {
                    return;
                }
            }
        }
    }

    /** How many keys there are in how many instances. */
    int places() {
        return keys.size() * fleet.size();
    }

    /** What was read until now, by each thread in its order. */
    List<Read> reads() {
        return List.copyOf(reads);
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(LONGEST_SECONDS));
            if (thread.isAlive()) {
                throw new IllegalStateException("A reader does not come back");
            }
        }
    }
}
