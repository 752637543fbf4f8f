package dev.terrace.cache.benchmarks.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.terrace.cache.benchmarks.Zipf;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.redisson.api.RBucket;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * What the machine can do: the same threads of the same processes do the mix by bare Caffeine and bare Redisson, each as fast as it
 * can. A write is a SET and a message, at which all drop the key. Nothing is decoded, expires, is loaded or is coherent: who reads
 * while another writes may keep the old value for good.
 */
final class BareMix {

    private final RedissonClient client;
    private final RTopic writes;
    private final Database database;
    private final Settings settings;
    private final IntPredicate mine;
    private final Zipf keys;
    private final Cache<Integer, byte[]> near;
    private final LongAdder remote = new LongAdder();
    private final byte[] value;

    /**
     * @param database the address of what is written before the cache
     * @param mine the keys that this instance fills
     */
    BareMix(String redis, String database, Settings settings, IntPredicate mine) {
        this.client = Database.clientOf(redis);
        this.database = new Database(database);
        this.settings = settings;
        this.mine = mine;
        this.keys = new Zipf(settings.load().keys(), settings.load().skew(), 0);
        this.near =
                Caffeine.newBuilder().maximumSize(settings.load().nearSize()).build();
        this.value = new byte[settings.load().valueBytes()];
        this.writes = client.getTopic("bare-writes");
        writes.addListener(Long.class, (channel, key) -> near.invalidate(key.intValue()));
    }

    private RBucket<byte[]> bucket(int key) {
        return client.getBucket("bare:" + key, ByteArrayCodec.INSTANCE);
    }

    /** Stores the values of its keys. */
    String fill() {
        IntStream.range(0, settings.load().keys())
                .filter(mine)
                .forEach(key -> bucket(key).set(value));
        return "filled";
    }

    /**
     * Reads and writes for so long.
     *
     * @return how many operations there were, and how many of them asked the server for a value
     */
    String go(long nanos, long seed) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + nanos;
        SplittableRandom seeds = new SplittableRandom(seed);
        remote.reset();
        ExecutorService threads = Executors.newFixedThreadPool(settings.threads());
        try {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < settings.threads(); i++) {
                SplittableRandom random = seeds.split();
                counts.add(threads.submit(() -> until(end, random)));
            }
            long sum = 0;
            for (Future<Long> count : counts) {
                sum += count.get();
            }
            return sum + "," + remote.sum();
        } finally {
            threads.shutdown();
        }
    }

    private long until(long end, SplittableRandom random) {
        long count = 0;
        for (; end - System.nanoTime() > 0; count++) {
            int key = keys.draw(random);
            if (random.nextDouble() < settings.load().writes()) {
                write(key);
            } else {
                read(key);
            }
        }
        return count;
    }

    private void write(int key) {
        database.write(key);
        bucket(key).set(value);
        writes.publish((long) key);
    }

    private void read(int key) {
        if (near.getIfPresent(key) == null) {
            remote.increment();
            byte[] found = bucket(key).get();
            if (found == null) {
                throw new IllegalStateException("No value of the key " + key);
            }
            near.put(key, found);
        }
    }

    /** The whole scenario. */
    static void run(Cluster cluster, Settings settings, Results results) {
        System.out.println("  storing a value for every key");
        cluster.all("bare-fill");
        cluster.all("bare", Mix.WARM_UP.toNanos(), 0);
        long begin = System.nanoTime();
        List<long[]> counts = cluster.all("bare", settings.duration().toNanos(), 1).stream()
                .map(answer -> answer.split(",", -1))
                .map(cells -> new long[] {Long.parseLong(cells[0]), Long.parseLong(cells[1])})
                .toList();
        double seconds = (System.nanoTime() - begin) / 1e9;
        results.add("bare", "operations per second", sum(counts, 0) / seconds);
        results.add("bare", "remote reads per second", sum(counts, 1) / seconds);
    }

    private static double sum(List<long[]> counts, int which) {
        return counts.stream().mapToLong(count -> count[which]).sum();
    }
}
