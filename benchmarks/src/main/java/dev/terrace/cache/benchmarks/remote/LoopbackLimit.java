package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.io.IOException;
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
 * What this machine can give at all: each thread has a socket of its own and asks one thing at a time. {@code socket} is a GET of
 * the server with no client around it; {@code echo} gets as many bytes from a thread that does nothing else and never sleeps, so
 * that only the network of the kernel is left, and the wake-up of who waits for the answer.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LoopbackLimit {

    private static final String KEY = "product:000000";

    @Param({"socket", "echo"})
    String contestant;

    @Param({"1024", "1048576"})
    int size;

    private String address;
    private AutoCloseable server;

    @Setup(Level.Trial)
    public void start() throws Exception {
        if (contestant.equals("echo")) {
            SleeplessEcho echo = new SleeplessEcho(size);
            address = echo.address();
            server = echo;
            return;
        }
        RedisProcess redis = new RedisProcess();
        address = redis.address();
        server = redis;
        try (RespConnection connection = new RespConnection(address)) {
            connection.text("SET", KEY, Texts.ofSize(size));
        }
    }

    @TearDown(Level.Trial)
    public void stop() throws Exception {
        server.close();
    }

    /** The connection of one thread. */
    @State(Scope.Thread)
    public static class Connection {

        private static final byte[] GET = RespConnection.command("GET", KEY);

        private RespConnection connection;
        private int size;

        @Setup(Level.Trial)
        public void connect(LoopbackLimit limit) throws IOException {
            connection = new RespConnection(limit.address);
            size = limit.size;
        }

        byte[] get() throws IOException {
            byte[] value = connection.call(GET);
            if (value.length != size) {
                throw new IOException("Only " + value.length + " bytes");
            }
            return value;
        }

        @TearDown(Level.Trial)
        public void close() throws IOException {
            connection.close();
        }
    }

    @Benchmark
    public byte[] get(Connection connection) throws IOException {
        return connection.get();
    }
}
