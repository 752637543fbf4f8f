package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.benchmarks.RedisProcess;
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

/**
 * How long it takes until another instance knows: of bare Redisson, from publishing to its listener; of Terrace, from evicting to
 * gone from the near tier of the other. Both sides are in this process, with clients of their own; who sends waits for the
 * acknowledgement as well.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PublishDelay {

    @Param({"redisson", "redisson-tuned", "terrace"})
    String contestant;

    private RedisProcess redis;
    private Propagation propagation;

    @Setup(Level.Trial)
    public void start() throws Exception {
        redis = new RedisProcess();
        propagation = switch (contestant) {
            case "redisson" ->
                new TopicPropagation(RedissonBytes.client(redis.address()), RedissonBytes.client(redis.address()));
            case "redisson-tuned" ->
                new TopicPropagation(
                        RedissonBytes.clientWithFewThreads(redis.address()),
                        RedissonBytes.clientWithFewThreads(redis.address()));
            default -> new EvictPropagation(redis.address());
        };
    }

    @Setup(Level.Invocation)
    public void arrange() {
        propagation.arrange();
    }

    @TearDown(Level.Trial)
    public void stop() {
        propagation.close();
        redis.close();
    }

    @Benchmark
    public void sentToSeen() throws InterruptedException {
        propagation.send();
        propagation.awaitSeen();
    }
}
