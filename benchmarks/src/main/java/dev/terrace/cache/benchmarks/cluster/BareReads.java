package dev.terrace.cache.benchmarks.cluster;

import dev.terrace.cache.benchmarks.Zipf;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * What the machine can do: the same threads of the same processes read values of the same length and at the same keys from the same
 * server by bare Redisson, each as fast as it can. Nothing is decoded, checked, kept or told to anybody.
 */
final class BareReads {

    private final RedissonClient client;
    private final Settings settings;
    private final IntPredicate mine;
    private final Zipf keys;

    /** @param mine the keys that this instance fills */
    BareReads(String redis, Settings settings, IntPredicate mine) {
        this.client = Database.clientOf(redis);
        this.settings = settings;
        this.mine = mine;
        this.keys = new Zipf(settings.load().keys(), settings.load().skew(), 0);
    }

    /** Stores the values of its keys. */
    String fill() {
        byte[] value = new byte[settings.load().valueBytes()];
        IntStream.range(0, settings.load().keys())
                .filter(mine)
                .forEach(key ->
                        client.getBucket(name(key), ByteArrayCodec.INSTANCE).set(value));
        return "filled";
    }

    private static String name(int key) {
        return "bare:" + key;
    }

    /** How many reads there were within so long. */
    long read(long nanos, long seed) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + nanos;
        SplittableRandom seeds = new SplittableRandom(seed);
        ExecutorService threads = Executors.newFixedThreadPool(settings.threads());
        try {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < settings.threads(); i++) {
                SplittableRandom random = seeds.split();
                counts.add(threads.submit(() -> readUntil(end, random)));
            }
            long sum = 0;
            for (Future<Long> count : counts) {
                sum += count.get();
            }
            return sum;
        } finally {
            threads.shutdown();
        }
    }

    private long readUntil(long end, SplittableRandom random) {
        long count = 0;
        while (end - System.nanoTime() > 0) {
            String name = name(keys.draw(random));
            if (client.getBucket(name, ByteArrayCodec.INSTANCE).get() == null) {
                throw new IllegalStateException("No value under " + name);
            }
            count++;
        }
        return count;
    }

    /** The whole scenario. */
    static void run(Cluster cluster, Settings settings, Results results) {
        System.out.println("  storing a value for every key");
        cluster.all("bare-fill");
        cluster.all("bare", Mix.WARM_UP.toNanos(), 0);
        long begin = System.nanoTime();
        long reads = cluster.all("bare", settings.duration().toNanos(), 1).stream()
                .mapToLong(Long::parseLong)
                .sum();
        results.add("bare", "remote reads per second", reads / ((System.nanoTime() - begin) / 1e9));
    }
}
