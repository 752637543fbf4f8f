package dev.terrace.cache.loading;

import dev.terrace.cache.spring.TerraceCache;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The callers of one process: many for one cold key, one for each of some others. All start at one signal. */
final class Herd {

    static final String COLD = "cold";

    private static final Duration LONGEST = Duration.ofSeconds(40);

    private final int instance;
    private final TerraceCache cache;
    private final Ledger ledger;
    private final Task task;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ready;
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch done;

    Herd(int instance, TerraceCache cache, Ledger ledger, Task task) {
        this.instance = instance;
        this.cache = cache;
        this.ledger = ledger;
        this.task = task;
        int callers = task.callers() + task.others();
        ready = new CountDownLatch(callers);
        done = new CountDownLatch(callers);
        IntStream.range(0, callers).forEach(number -> {
            String key = number < task.callers() ? COLD : "other-" + instance + "-" + number;
            Thread caller = new Thread(() -> call(key), "caller-" + number);
            caller.setDaemon(true);
            caller.start();
        });
    }

    /**
     * What a herd is to do.
     *
     * @param callers how many want the cold key
     * @param others how many other keys are wanted by one caller each
     * @param loadMillis how long a load takes at least
     * @param meeting how many loads must have begun before one ends
     * @param firstHangs whether the first load of the cold key does not end
     */
    record Task(int callers, int others, long loadMillis, int meeting, boolean firstHangs) {
        @Override
        public String toString() {
            return callers + " " + others + " " + loadMillis + " " + meeting + " " + firstHangs;
        }

        static Task parse(List<String> words) {
            return new Task(
                    Integer.parseInt(words.get(0)),
                    Integer.parseInt(words.get(1)),
                    Long.parseLong(words.get(2)),
                    Integer.parseInt(words.get(3)),
                    Boolean.parseBoolean(words.get(4)));
        }
    }

    /**
     * What a caller asked for and got.
     *
     * @param value of the right key and number of its load, else what went wrong; without spaces
     */
    record Call(String key, String value, long invoked, long returned) {
        @Override
        public String toString() {
            return key + " " + value + " " + invoked + " " + returned;
        }

        static Call parse(String text) {
            String[] words = text.split(" ");
            return new Call(words[0], words[1], Long.parseLong(words[2]), Long.parseLong(words[3]));
        }
    }

    void awaitReady() throws InterruptedException {
        await(ready, "A caller does not start");
    }

    void release() {
        gate.countDown();
    }

    /** All calls, when the last one has returned. */
    String result() throws InterruptedException {
        await(done, "A caller does not return");
        return calls.stream().map(Call::toString).collect(Collectors.joining(";"));
    }

    private static void await(CountDownLatch latch, String otherwise) throws InterruptedException {
        if (!latch.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(otherwise);
        }
    }

    private void call(String key) {
        ready.countDown();
        try {
            gate.await();
            long invoked = System.nanoTime();
            String value = cache.fetch(key, () -> load(key)).value();
            calls.add(new Call(key, value, invoked, System.nanoTime()));
        } catch (Exception e) {
            calls.add(new Call(key, e.getClass().getName(), 0, 0));
        } finally {
            done.countDown();
        }
    }

    private String load(String key) throws InterruptedException {
        long number = ledger.begin(key, instance);
        if (task.firstHangs() && number == 1) {
            new CountDownLatch(1).await();
        }
        LockSupport.parkNanos(Duration.ofMillis(task.loadMillis()).toNanos());
        ledger.awaitBegun(task.meeting());
        ledger.end(key, number, false);
        return valueOf(key, number);
    }

    static String valueOf(String key, long number) {
        return key + "#" + number;
    }
}
