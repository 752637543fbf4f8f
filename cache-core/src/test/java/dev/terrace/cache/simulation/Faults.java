package dev.terrace.cache.simulation;

import dev.terrace.cache.tier.Lane;
import java.util.ArrayList;
import java.util.List;

/** Makes things go wrong, one after the other or several at once. */
final class Faults {

    private final World world;
    private final Scheduler scheduler;
    private final Weather weather;
    private final List<Fault> enabled;
    private SimulatedServer.Replica replica;
    private long replicatedAt;

    Faults(World world) {
        this.world = world;
        this.scheduler = world.scheduler;
        this.weather = world.weather;
        this.enabled = List.copyOf(world.shape.faults());
        this.replica = world.server.replica();
    }

    void begin() {
        if (enabled.contains(Fault.FAILOVER) || enabled.contains(Fault.FAILOVER_TO_THE_PAST)) {
            replicate();
        }
        next();
    }

    private boolean isOver() {
        return scheduler.now() / 1_000_000 > world.shape.faultsUntil();
    }

    private void replicate() {
        replica = world.server.replica();
        replicatedAt = scheduler.now();
        long lag = scheduler.chance(0.3) ? scheduler.millis(500, 4_000) : scheduler.millis(1, 100);
        scheduler.post(lag, "replication", null, () -> {
            if (!isOver()) {
                replicate();
            }
        });
    }

    private void next() {
        if (enabled.isEmpty()) {
            return;
        }
        scheduler.post(scheduler.millis(50, 3_000), "fault", null, () -> {
            if (!isOver()) {
                Fault fault = scheduler.oneOf(enabled);
                world.counts.add("fault " + fault);
                scheduler.note(() -> "FAULT " + fault);
                happens(fault);
                next();
            }
        });
    }

    private void happens(Fault fault) {
        switch (fault) {
            case BAD_BUS -> badBus();
            case DEAF_BUS -> window(1_000, 10_000, () -> weather.lostMessage = 1, weather::calm);
            case RESUBSCRIPTION -> world.instances.forEach(SimulatedInstance::resubscribed);
            case BAD_NETWORK -> badNetwork();
            case SLOW_NETWORK -> window(500, 4_000, () -> weather.slow = 0.5, weather::calm);
            case PARTITION -> partition();
            case PAUSE -> scheduler.oneOf(world.instances).process().pause(scheduler.millis(10, 8_000));
            case SUSPENSION -> scheduler.oneOf(world.instances).process().suspend(scheduler.millis(1_000, 12_000));
            case CLOCK_SET -> scheduler.oneOf(world.instances).process().jump(scheduler.millis(-60_000, 60_000));
            case CRASH -> crash();
            case SERVER_PAUSE -> world.serverProcess.pause(scheduler.millis(10, 3_000));
            case OUTAGE -> outage(scheduler.millis(100, 4_000));
            case LONG_OUTAGE -> outage(scheduler.millis(5_000, 12_000));
            case FLUSH -> flush();
            case FAILOVER -> failover(scheduler.millis(0, 300));
            case FAILOVER_TO_THE_PAST -> failover(scheduler.millis(-5_000, 0));
            case DATABASE_DOWN -> databaseDown();
            case DATABASE_SLOW -> window(500, 6_000, () -> weather.loadSlow = 0.5, weather::mendDatabase);
            case DATABASE_HANGS -> window(50, 2_000, () -> weather.loadHangs = 0.3, weather::mendDatabase);
            default -> loses(fault);
        }
    }

    private void databaseDown() {
        double much = scheduler.chance(0.5) ? 1 : 0.5;
        window(500, 8_000, () -> weather.loadFails = much, weather::mendDatabase);
    }

    private void window(double least, double most, Runnable begin, Runnable end) {
        begin.run();
        scheduler.post(scheduler.millis(least, most), "fault ends", null, end);
    }

    private void badBus() {
        double much = scheduler.chance(0.5) ? 0.5 : 0.1;
        window(
                500,
                8_000,
                () -> {
                    weather.lostMessage = much * scheduler.below(2);
                    weather.repeatedMessage = much * scheduler.below(2);
                    weather.lateMessage = much * scheduler.below(2);
                    weather.malformedMessage = much * scheduler.below(2);
                },
                weather::calm);
    }

    private void badNetwork() {
        double much = scheduler.chance(0.5) ? 0.3 : 0.03;
        window(
                200,
                6_000,
                () -> {
                    weather.lostRequest = much * scheduler.below(2);
                    weather.lostReply = much * scheduler.below(2);
                    weather.late = much * scheduler.below(2);
                    weather.resets = much * scheduler.below(2);
                },
                weather::calm);
    }

    private void partition() {
        SimulatedInstance instance = scheduler.oneOf(world.instances);
        window(100, 12_000, () -> instance.process().cutOff(true), () -> {
            instance.process().cutOff(false);
            instance.resubscribed();
        });
    }

    private void crash() {
        if (world.instances.size() > 1) {
            world.kill(scheduler.oneOf(world.instances));
            scheduler.post(scheduler.millis(10, 2_000), "start", null, world::start);
        }
    }

    private void outage(long length) {
        weather.serverDown = true;
        scheduler.post(length, "server is back", null, () -> {
            weather.serverDown = false;
            world.instances.forEach(SimulatedInstance::resubscribed);
        });
    }

    private void flush() {
        world.server.flush();
        world.disturbances.sweep();
    }

    /** On a cluster each primary fails for itself. */
    private void failover(long clockStep) {
        List<Lane> lanes = new ArrayList<>(world.server.allLanes());
        if (scheduler.chance(0.5)) {
            lanes.removeIf(lane -> scheduler.chance(0.5));
        }
        world.server.failover(replica, lanes);
        world.failedOver(lanes, replicatedAt);
        world.serverProcess.jump(clockStep);
        world.instances.forEach(SimulatedInstance::resubscribed);
        if (scheduler.chance(0.5)) {
            outage(scheduler.millis(1, 1_500));
        }
    }

    private void loses(Fault fault) {
        Key key = scheduler.oneOf(world.shape.keys());
        switch (fault) {
            case TRIM -> world.server.allLanes().forEach(lane -> world.server.trim(lane, 1 + scheduler.below(3)));
            case CONTROL_LOSS -> loseControl();
            case LOG_LOSS -> world.server.evictLog(scheduler.oneOf(world.server.allLanes()));
            case VALUE_LOSS -> {
                world.server.laneOf(key.remote()).evict(key.remote());
                world.disturbances.vanish(key);
            }
            case LEASE_LOSS -> {
                world.server.laneOf(key.remote()).endLease(key.remote());
                world.disturbances.vanish(key);
            }
            case MEMORY_FULL -> window(200, 3_000, () -> weather.memoryFull = true, () -> weather.memoryFull = false);
            default -> scheduler.oneOf(world.instances).evictNear(key);
        }
    }

    private void loseControl() {
        switch (scheduler.below(4)) {
            case 0 -> world.server.control.loseTags();
            case 1 -> world.server.control.loseMeta();
            case 2 -> {
                world.server.control.loseTags();
                world.server.control.loseMeta();
            }
            default -> world.server.evictControlKeys();
        }
    }

    /** Everything works again. */
    void end() {
        weather.calm();
        weather.memoryFull = false;
        weather.serverDown = false;
        weather.perfectDatabase();
        world.endHungLoads();
        world.instances.forEach(instance -> instance.process().cutOff(false));
        world.instances.forEach(SimulatedInstance::resubscribed);
    }
}
