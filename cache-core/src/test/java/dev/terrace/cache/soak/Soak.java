package dev.terrace.cache.soak;

import static org.awaitility.Awaitility.await;

import dev.terrace.cache.history.Bug;
import dev.terrace.cache.soak.Customers.Mix;
import dev.terrace.cache.soak.Outcome.Recovery;
import dev.terrace.cache.soak.Stage.Part;
import dev.terrace.cache.soak.Workers.Left;
import dev.terrace.cache.soak.Workers.World;
import dev.terrace.cache.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A run: processes under load, while Redis is struck and they are replaced. */
final class Soak implements AutoCloseable {

    private static final Duration LONGEST_NOTICING = Duration.ofSeconds(20);

    /** What had begun when the outage was noticed has ended by then. */
    private static final Duration LONGEST_LOAD = Duration.ofMillis(250);

    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(30);
    private static final long LEAST_OPERATIONS = 2_000;
    private static final Duration LONGEST_BROKEN = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final double AS_BEFORE = 0.98;

    private final Plan plan;
    private final TestRedis redis = TestRedis.start();
    private final Workers workers;
    private final World world;
    private final List<Stage> stages = new ArrayList<>();
    private final Map<Fault, List<Recovery>> recoveries = new EnumMap<>(Fault.class);
    private final List<Long> leftThreads = new ArrayList<>();

    /** @param directory for what the processes say and share */
    Soak(Plan plan, Path directory) throws IOException {
        this.plan = plan;
        this.workers = new Workers(plan, directory, redis.address());
        this.world = workers.newWorld(plan.pace());
    }

    Outcome run() {
        workers.joinAll(world);
        workers.go(Mix.PRODUCTS);
        warmUp();
        for (int round = 0; round < plan.rounds(); round++) {
            for (Fault fault : Fault.values()) {
                strike(fault);
            }
        }
        workers.all("halt");
        workers.go(Mix.USERS);
        stage(Part.USERS, null, plan.withUsers());
        workers.all("halt");
        workers.go(Mix.PRODUCTS);
        replaceAll();
        for (int i = 0; i < workers.size(); i++) {
            leave(i);
        }
        return new Outcome(plan, stages, recoveries, world.database().loads(), leftThreads);
    }

    // ---- stages

    /** Lets it be so for a while, and counts. */
    private Counts stage(Part part, @Nullable Fault fault, Duration duration) {
        pause(duration);
        return collect(part, fault);
    }

    private Counts collect(Part part, @Nullable Fault fault) {
        Stage stage = new Stage(part, fault, workers.take(), world.database().mostLoading());
        stages.add(stage);
        return stage.counts();
    }

    private static void pause(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** On a machine that has little time for it, until there is something to compare with. */
    private void warmUp() {
        long until = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        long operations = 0;
        do {
            operations += stage(Part.WARM_UP, null, plan.warmUp()).operations();
        } while (operations < LEAST_OPERATIONS && System.nanoTime() < until);
    }

    private void strike(Fault fault) {
        stage(Part.BEFORE, fault, plan.before());
        long strike = System.nanoTime();
        fault.begin(redis);
        if (fault.lasts()) {
            await().atMost(LONGEST_NOTICING)
                    .until(() -> workers.all("connected").stream().allMatch("false"::equals));
            stage(Part.UNNOTICED, fault, LONGEST_LOAD);
            stage(Part.DURING, fault, plan.during());
        }
        fault.end(redis);
        long back = System.nanoTime();
        pause(plan.after());
        // Only now: who is back at first may be lost again, by calls that waited for the old server.
        List<Long> inStep =
                workers.all("in-step", strike).stream().map(Long::parseLong).toList();
        collect(Part.AFTER, fault);
        recoveries.computeIfAbsent(fault, any -> new ArrayList<>()).add(recovery(back, inStep));
    }

    private static Recovery recovery(long back, List<Long> inStep) {
        long last = inStep.stream().mapToLong(at -> at).max().orElseThrow();
        return new Recovery(inStep.contains(0L) ? null : Duration.ofNanos(Math.max(0, last - back)));
    }

    /** One instance after the other leaves and another one comes. */
    private void replaceAll() {
        for (int i = 0; i < workers.size(); i++) {
            leave(i);
            workers.replace(i, world, Mix.PRODUCTS);
        }
        collect(Part.REPLACING, null);
        double wanted = AS_BEFORE * combinedBefore();
        long until = System.nanoTime() + plan.longestRecovery().toNanos();
        while (stage(Part.REPLACED, null, plan.window()).combinedRate() < wanted && System.nanoTime() < until) {
            // A window more.
        }
    }

    private double combinedBefore() {
        return Counts.of(stages.stream()
                        .filter(stage -> stage.part() == Part.BEFORE)
                        .map(Stage::counts)
                        .toList())
                .combinedRate();
    }

    private void leave(int number) {
        Left left = workers.leave(number);
        stages.add(new Stage(Part.REPLACING, null, List.of(left.counts()), 0));
        leftThreads.add(left.threads());
    }

    /** What the same processes count when one of them is broken, until that is enough. */
    Counts runBroken(Bug bug, Predicate<Counts> enough) throws IOException {
        workers.joinAllAndBreakOne(workers.newWorld(Pace.QUICK), bug);
        workers.go(Mix.PRODUCTS);
        long until = System.nanoTime() + LONGEST_BROKEN.toNanos();
        Counts counts = Counts.NONE;
        do {
            pause(LOOK);
            counts = counts.and(Counts.of(workers.take()));
        } while (!enough.test(counts) && System.nanoTime() < until);
        workers.all("halt");
        workers.all("leave");
        return counts;
    }

    @Override
    public void close() {
        workers.close();
        redis.close();
    }
}
