package dev.terrace.cache.benchmarks.remote;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Processor time per operation, of this process and of the servers that it started: it hardly depends on who else is on the machine,
 * and says how many operations a processor is good for. {@code -prof dev.terrace.cache.benchmarks.remote.CpuProfiler}
 */
public final class CpuProfiler implements InternalProfiler {

    private static final double NANOS_PER_MICRO = 1_000;

    private long client;
    private long server;

    @Override
    public String getDescription() {
        return "Processor time per operation, of the client and of the server";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        client = ofClient();
        server = ofServers();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double operations = NANOS_PER_MICRO * result.getMetadata().getAllOps();
        return List.of(
                micros("cpu.client", (ofClient() - client) / operations),
                micros("cpu.server", (ofServers() - server) / operations));
    }

    private static ScalarResult micros(String name, double micros) {
        return new ScalarResult(name, micros, "us/op", AggregationPolicy.AVG);
    }

    private static long ofClient() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long ofServers() {
        return ProcessHandle.current()
                .children()
                .mapToLong(child ->
                        child.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }
}
