package dev.terrace.cache.benchmarks.remote;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** What a put costs until the server has acknowledged it. */
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RemotePuts extends RemoteTrial {

    @Benchmark
    public void put(KeySequence sequence) {
        store.write(sequence.next(keys), value);
    }
}
