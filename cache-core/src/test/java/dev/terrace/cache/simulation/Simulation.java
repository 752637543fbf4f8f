package dev.terrace.cache.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of the protocol, which its seed determines. */
final class Simulation {

    private static final long MILLI = 1_000_000;
    private static final long LAST_FAULT = 13_000 * MILLI;
    private static final long REST = 8_000 * MILLI;

    private final long seed;
    private final Mistake mistake;

    Simulation(long seed, Mistake mistake) {
        this.seed = seed;
        this.mistake = mistake;
    }

    /**
     * What came of it.
     *
     * @param violation what was broken, or null
     * @param trace every step, if it was asked for
     */
    record Outcome(
            long seed, @Nullable Throwable violation, Counts counts, long digest, Shape shape, List<String> trace) {}

    Outcome run(boolean traced) {
        Scheduler scheduler = new Scheduler(seed, traced);
        Shape shape = Shape.drawn(scheduler).of(mistake);
        World world = new World(scheduler, shape, mistake);
        Throwable violation = null;
        try {
            run(world, scheduler);
        } catch (RuntimeException | AssertionError e) {
            violation = scheduler.failure().orElse(e);
        }
        world.countStatistics();
        world.counts.add("step", scheduler.steps());
        return new Outcome(seed, violation, world.counts, scheduler.digest(), shape, scheduler.trace());
    }

    private static void run(World world, Scheduler scheduler) {
        for (int i = 0; i < world.shape.instances(); i++) {
            world.start();
        }
        Faults faults = new Faults(world);
        faults.begin();
        scheduler.runUntil(world.shape.faultsUntil() * MILLI);
        // What began before goes on for a while.
        scheduler.runUntil(scheduler.now() + LAST_FAULT);
        faults.end();
        world.settle();
        RestRules rest = new RestRules(world);
        scheduler.runUntil(scheduler.now() + world.shape.timeToReturn());
        rest.requireAllSaid();
        scheduler.runUntil(scheduler.now() + REST);
        world.quiet();
        if (world.shape.policy().timeToIdle() != null) {
            scheduler.runUntil(scheduler.now() + REST);
            world.oracle.idleRules.requireNothingKept();
        }
        world.instances.forEach(instance -> new Client(world, instance).readAll());
        scheduler.runUntil(scheduler.now() + REST);
        world.oracle.requireAllEnded();
        rest.requireAllSaid();
        rest.requireSameValues();
        rest.requireNothingLeft();
    }
}
