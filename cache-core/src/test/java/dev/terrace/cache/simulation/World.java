package dev.terrace.cache.simulation;

import dev.terrace.cache.tier.Lane;
import java.util.ArrayList;
import java.util.List;

/** All that takes part in one run. */
final class World {

    final Scheduler scheduler;
    final Shape shape;
    final Mistake mistake;
    final Counts counts = new Counts();
    final Weather weather = new Weather();
    final SimulatedProcess serverProcess;
    final SimulatedServer server;
    final History history;
    final Oracle oracle;
    final Disturbances disturbances;

    /** The instances that live. */
    final List<SimulatedInstance> instances = new ArrayList<>();

    /** All that ever lived. */
    final List<SimulatedInstance> everStarted = new ArrayList<>();

    private final List<Runnable> hungLoads = new ArrayList<>();
    private boolean settling;
    private boolean quiet;

    World(Scheduler scheduler, Shape shape, Mistake mistake) {
        this.scheduler = scheduler;
        this.shape = shape;
        this.mistake = mistake;
        this.serverProcess = new SimulatedProcess("S", scheduler, 0);
        this.server = new SimulatedServer(shape.lanes(), shape.limits(), serverProcess::millis);
        this.history = new History(shape.keys());
        this.disturbances = new Disturbances(this);
        this.oracle = new Oracle(this);
        this.server.observer = oracle;
    }

    /** Ends the run: a guarantee is broken. */
    Violation violation(String guarantee, String what, Object... about) {
        Violation violation = new Violation(guarantee, what.formatted(about));
        scheduler.fail(violation);
        return violation;
    }

    /** These lanes lost what was written since a time, and got back what was there then. */
    void failedOver(List<Lane> lanes, long since) {
        disturbances.failOver();
        lanes.forEach(lane -> counts.add("pattern undone by a failover", history.lost(lane, since)));
    }

    /** Starts one more instance. */
    SimulatedInstance start() {
        SimulatedInstance instance = new SimulatedInstance("n" + (char) ('A' + everStarted.size()), this);
        instances.add(instance);
        everStarted.add(instance);
        instance.coherence().start();
        new Client(this, instance).begin();
        return instance;
    }

    /** A load does not end before this is run. */
    void hangs(SimulatedProcess process, Runnable end) {
        counts.add("hung load");
        hungLoads.add(() -> scheduler.post(scheduler.millis(0, 1_000), "hung load ends", process, end));
    }

    /** Whatever hung ends within a second. */
    void endHungLoads() {
        hungLoads.forEach(Runnable::run);
        hungLoads.clear();
    }

    /** From now on nobody writes. */
    void settle() {
        settling = true;
    }

    boolean isSettling() {
        return settling;
    }

    /** From now on nobody calls anything. */
    void quiet() {
        quiet = true;
    }

    boolean isQuiet() {
        return quiet;
    }

    /** Counts what the caches have counted. */
    void countStatistics() {
        everStarted.forEach(instance -> instance.statistics().forEach(statistics -> {
            counts.add("stale while revalidated", statistics.staleServed().revalidating());
            counts.add("stale on error", statistics.staleServed().error());
            counts.add("stale on timeout", statistics.staleServed().timeout());
            counts.add("load refused", statistics.refusedLoads());
        }));
    }

    void kill(SimulatedInstance instance) {
        instances.remove(instance);
        instance.die();
    }
}
