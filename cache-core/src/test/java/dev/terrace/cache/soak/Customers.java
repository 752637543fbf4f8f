package dev.terrace.cache.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Threads that read, and now and then write, through one instance; pauses leave something to the other processes. */
final class Customers implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int BURST = 8;
    private static final int WRITE_ONE_IN = 20;
    private static final int WRITE_A_GROUP_ONE_IN = 100;
    private static final int PERSONAL_IN_TEN = 6;
    private static final int LOG_OUT_ONE_IN = 50;

    private final Member member;
    private final long pauseNanos;
    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean stopped;

    /** What they do. */
    enum Mix {
        /** Anybody reads products. */
        PRODUCTS,
        /** A thousand users read what is theirs, and products; each session is one's of them. */
        USERS
    }

    /**
     * @param pauseNanos between two bursts, on average
     */
    Customers(Member member, long pauseNanos) {
        this.member = member;
        this.pauseNanos = pauseNanos;
    }

    void start(Mix mix, long seed) {
        stopped = false;
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = seeds.split();
            running.add(executor.submit(() -> run(mix, random)));
        }
    }

    private void run(Mix mix, SplittableRandom random) {
        while (!stopped) {
            if (mix == Mix.PRODUCTS) {
                burst(random);
            } else {
                session(random);
            }
            LockSupport.parkNanos(random.nextLong(2 * pauseNanos + 1));
        }
    }

    private void burst(SplittableRandom random) {
        for (int i = 0; i < BURST; i++) {
            int product = Shop.anyProduct(random);
            if (random.nextInt(WRITE_ONE_IN) > 0) {
                member.read(product);
            } else if (random.nextInt(WRITE_A_GROUP_ONE_IN) == 0) {
                member.writeAll(Shop.tagOf(product));
            } else {
                member.write(product);
            }
        }
    }

    private void session(SplittableRandom random) {
        int user = random.nextInt(Shop.USERS);
        for (int i = 0; i < BURST; i++) {
            int own = Shop.anyOf(user, random);
            if (random.nextInt(10) >= PERSONAL_IN_TEN) {
                member.read(Shop.anyProduct(random));
            } else if (random.nextInt(WRITE_ONE_IN) > 0) {
                member.read(own);
            } else {
                member.write(own);
            }
        }
        if (random.nextInt(LOG_OUT_ONE_IN) == 0) {
            member.writeAll(Shop.tagOf(Shop.anyOf(user, random)));
        }
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
