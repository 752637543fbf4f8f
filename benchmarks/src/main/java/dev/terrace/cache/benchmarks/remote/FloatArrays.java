package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a {@code float[]} of 1 MiB costs, between the array and the server: dense, as embeddings are, so that nothing makes it smaller. */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.SECONDS)
public class FloatArrays {

    private static final int LENGTH = 262_144;
    private static final int KEYS = 100;

    @Param({"lettuce", "redisson", "redisson-tuned", "terrace", "terrace-lz4", "terrace-zstd"})
    String contestant;

    private final float[] value = new float[LENGTH];
    private final String[] keys = Texts.keys(KEYS);
    private RedisProcess redis;
    private Contestant store;

    @Setup(Level.Trial)
    public void start() throws Exception {
        Random random = new Random(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            value[i] = (float) random.nextGaussian();
        }
        redis = new RedisProcess();
        store = named(contestant, redis.address());
        for (String key : keys) {
            store.write(key, value);
        }
        requireKept();
    }

    private static Contestant named(String contestant, String redis) throws InterruptedException {
        return switch (contestant) {
            case "terrace" -> TerraceRemote.compressing(redis, "none");
            case "terrace-lz4" -> TerraceRemote.compressing(redis, "lz4");
            case "terrace-zstd" -> TerraceRemote.compressing(redis, "zstd");
            default -> new FloatsOfBytes(RemoteContestants.named(contestant, redis));
        };
    }

    private void requireKept() {
        for (String key : keys) {
            if (!Arrays.equals((float[]) store.read(key), value)) {
                throw new IllegalStateException("Not kept: " + key);
            }
        }
    }

    @TearDown(Level.Trial)
    public void stop() {
        try {
            requireKept();
            store.requireNoTrouble();
            store.requireRemoteHits();
        } finally {
            store.close();
            redis.close();
        }
    }

    @Benchmark
    public void put(KeySequence sequence) {
        store.write(sequence.next(keys), value);
    }

    @Benchmark
    public float[] get(KeySequence sequence) {
        String key = sequence.next(keys);
        return (float[]) RemoteContestants.required(store.read(key), key);
    }
}
