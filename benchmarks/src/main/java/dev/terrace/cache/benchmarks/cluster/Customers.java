package dev.terrace.cache.benchmarks.cluster;

import dev.terrace.cache.benchmarks.Zipf;
import dev.terrace.cache.benchmarks.cluster.Tally.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Threads that read, and now and then write, through one instance, each at its pace or as fast as it can. */
final class Customers {

    private final Shop shop;
    private final Settings settings;
    private final Zipf keys;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Customers(Shop shop, Settings settings) {
        this.shop = shop;
        this.settings = settings;
        this.keys = new Zipf(settings.load().keys(), settings.load().skew(), 0);
    }

    void start(long seed) {
        stopped = false;
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < settings.threads(); i++) {
            SplittableRandom random = seeds.split();
            Thread thread = new Thread(() -> run(random), "customer-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(SplittableRandom random) {
        long pause =
                settings.rate() == 0 ? 0 : 1_000_000_000L * settings.instances() * settings.threads() / settings.rate();
        long next = System.nanoTime() + random.nextLong(pause + 1);
        while (!stopped) {
            for (long left = next - System.nanoTime(); left > 0 && !stopped; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            long due = pause == 0 ? System.nanoTime() : next;
            next += pause;
            once(random);
            shop.tally().timed(Kind.SINCE_DUE, Math.max(0, System.nanoTime() - due));
        }
    }

    private void once(SplittableRandom random) {
        int key = keys.draw(random);
        if (random.nextDouble() < settings.load().writes()) {
            shop.write(shop.ownedNear(key));
        } else {
            shop.read(key);
        }
    }

    /** Returns when no operation is under way. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }
}
