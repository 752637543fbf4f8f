package dev.terrace.cache.loading;

import dev.terrace.cache.testing.RespClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Where loaders of all processes write down that they ran: lists in Redis, over a plain connection of each process. Keys are
 * without spaces. Thread-safe.
 */
final class Ledger implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    private final RespClient redis;
    private final String prefix;

    /**
     * @param url of the Redis
     * @param name of the ledger, unique
     */
    Ledger(String url, String name) {
        try {
            redis = RespClient.to(url, TIMEOUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        prefix = "ledger:" + name + ":";
    }

    /** A load begins. Returns which one of this key it is. */
    long begin(String key, int loader) {
        long now = System.nanoTime();
        long number = Long.parseLong(call("INCR", prefix + "number:" + key));
        call("RPUSH", prefix + "began", "%s %d %d %d".formatted(key, number, loader, now));
        return number;
    }

    /** It has ended. */
    void end(String key, long number, boolean failed) {
        call("RPUSH", prefix + "ended", "%s %d %d %s".formatted(key, number, System.nanoTime(), failed));
    }

    /** Returns once so many loads have begun: they meet there if nothing makes one wait for the end of another. */
    void awaitBegun(int loads) {
        long until = System.nanoTime() + TIMEOUT.toNanos();
        while (Long.parseLong(call("LLEN", prefix + "began")) < loads) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("The other loads do not begin");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private record Run(String key, long number) {}

    /** All loads until now, in the order in which they began. */
    List<Load> loads() {
        Map<Run, String[]> ends = new HashMap<>();
        lines("ended").forEach(words -> ends.put(new Run(words[0], Long.parseLong(words[1])), words));
        List<Load> loads = new ArrayList<>();
        lines("began").forEach(words -> {
            long number = Long.parseLong(words[1]);
            String[] end = ends.get(new Run(words[0], number));
            loads.add(new Load(
                    words[0],
                    number,
                    Integer.parseInt(words[2]),
                    Long.parseLong(words[3]),
                    end == null ? Load.NEVER : Long.parseLong(end[2]),
                    end != null && Boolean.parseBoolean(end[3])));
        });
        loads.sort(Comparator.comparingLong(Load::began));
        return loads;
    }

    List<Load> loads(String key) {
        return loads().stream().filter(load -> load.key().equals(key)).toList();
    }

    private Stream<String[]> lines(String list) {
        return call("LRANGE", prefix + list, "0", "-1")
                .lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(" "));
    }

    private synchronized String call(String... command) {
        try {
            String reply = redis.call(command);
            if (reply.startsWith("(error)")) {
                throw new IllegalStateException(reply);
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            redis.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
