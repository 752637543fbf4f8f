package dev.terrace.cache.soak;

import dev.terrace.cache.fixture.WorkerOrders;
import dev.terrace.cache.history.Bug;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One JVM of a run; {@link dev.terrace.cache.fixture.WorkerProcess} is the other end. */
final class SoakWorker {

    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(30);
    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private static final long LOOK_NANOS = Duration.ofMillis(2).toNanos();

    private final Tally tally = new Tally();
    private @Nullable Member member;
    private @Nullable Customers customers;

    private SoakWorker() {}

    public static void main(String[] arguments) throws IOException {
        WorkerOrders.follow(new SoakWorker()::perform);
    }

    private String perform(String[] words) throws Exception {
        switch (words[0]) {
            case "join" -> join(words);
            case "go" ->
                Objects.requireNonNull(customers).start(Customers.Mix.valueOf(words[1]), Long.parseLong(words[2]));
            case "halt" -> Objects.requireNonNull(customers).stop();
            case "take" -> {
                return tally.take().toLine();
            }
            case "connected" -> {
                return Boolean.toString(Objects.requireNonNull(member).isConnected());
            }
            case "in-step" -> {
                return Long.toString(inStep(Long.parseLong(words[1])));
            }
            case "leave" -> {
                return Long.toString(leave());
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "done";
    }

    /** {@code join <address> <namespace> <database> <pace> <pause> <bug> <failing>}. */
    private void join(String[] words) throws Exception {
        Member.Place place = new Member.Place(
                words[1], words[2], Pace.valueOf(words[4]), Bug.valueOf(words[6]), Boolean.parseBoolean(words[7]));
        Member joined = new Member(place, new Database(Path.of(words[3])), tally);
        member = joined;
        customers = new Customers(joined, Long.parseLong(words[5]));
        tally.take();
    }

    /** When it was in step again, or 0. */
    private long inStep(long strike) throws InterruptedException {
        Member joined = Objects.requireNonNull(member);
        return awaited(() -> joined.inStepSince(strike), since -> since > 0, LONGEST_RECOVERY);
    }

    /** Leaves in an orderly way; how many threads of the cache there still are. */
    private long leave() throws Exception {
        Objects.requireNonNull(customers).close();
        Objects.requireNonNull(member).close();
        customers = null;
        member = null;
        return awaited(SoakWorker::threadsOfTheCache, threads -> threads == 0, LONGEST_END);
    }

    private static long threadsOfTheCache() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("terrace-") || name.startsWith("redisson"))
                .count();
    }

    private static long awaited(LongSupplier number, LongPredicate wanted, Duration longest)
            throws InterruptedException {
        long until = System.nanoTime() + longest.toNanos();
        long last = number.getAsLong();
        while (!wanted.test(last) && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_NANOS);
            last = number.getAsLong();
        }
        return last;
    }
}
