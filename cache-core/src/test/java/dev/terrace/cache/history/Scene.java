package dev.terrace.cache.history;

import dev.terrace.cache.fixture.WorkerProcess;
import dev.terrace.cache.history.Happening.Fault;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** What a nemesis may lay hands on during one phase, and its time. */
final class Scene {

    private final Servers servers;
    private final List<WorkerProcess> workers;
    private final String namespace;
    private final SplittableRandom random;
    private final long until;
    private final List<Happening> faults = new ArrayList<>();

    Scene(Servers servers, List<WorkerProcess> workers, String namespace, SplittableRandom random, long until) {
        this.servers = servers;
        this.workers = workers;
        this.namespace = namespace;
        this.random = random;
        this.until = until;
    }

    Servers servers() {
        return servers;
    }

    TestRedis redis() {
        return servers.redis();
    }

    WorkerProcess anyWorker() {
        return anyOf(workers);
    }

    /** From now on nobody writes. */
    void onlyRead() {
        workers.forEach(worker -> worker.say("only-read"));
        workers.forEach(WorkerProcess::answer);
    }

    /** The key of a control key or log: {@code {namespace:1/lane}:name}. */
    String key(String lane, String name) {
        return "{" + namespace + ":1/" + lane + "}:" + name;
    }

    String namespace() {
        return namespace;
    }

    <T> T anyOf(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    boolean toss() {
        return random.nextBoolean();
    }

    /** Whether there is time for another strike. */
    boolean lasts() {
        return System.nanoTime() < until;
    }

    /** Lets some time pass, drawn at random, but not beyond the end. */
    void pause(Duration shortest, Duration longest) {
        long nanos = random.nextLong(shortest.toNanos(), longest.toNanos() + 1);
        pauseUntil(Math.min(until, System.nanoTime() + nanos));
    }

    /** Lets this share of the time that is left pass. */
    void pauseFor(double share) {
        long now = System.nanoTime();
        pauseUntil(now + (long) (Math.max(0, until - now) * share));
    }

    static void pauseUntil(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Does something to Redis or an instance, and writes it down. */
    void fault(Fault.Kind kind, Runnable strike) {
        long from = System.nanoTime();
        strike.run();
        faults.add(new Fault(kind, from, System.nanoTime()));
    }

    List<Happening> faults() {
        return faults;
    }
}
