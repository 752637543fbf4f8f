package dev.terrace.cache.benchmarks.remote;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** What a hit costs that a server has to answer. */
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RemoteReads extends RemoteTrial {

    @Benchmark
    public Object hit(KeySequence sequence) {
        String key = sequence.next(keys);
        return RemoteContestants.required(store.read(key), key);
    }
}
