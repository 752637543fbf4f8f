package dev.terrace.cache.simulation;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import dev.terrace.cache.coherence.CoherenceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one run is made of. Each seed switches on some of the faults only: those that are always there hide each other.
 *
 * @param limits of the server
 * @param control of the control lane
 * @param policy of every cache
 * @param faults what goes wrong
 * @param faultsUntil until when, in milliseconds
 * @param pace milliseconds between the calls of one instance
 * @param writes which share of them changes something
 * @param puts which percentage of those are puts
 */
record Shape(
        int lanes,
        int instances,
        List<Key> keys,
        SimulatedServer.Limits limits,
        ServerControl.Limits control,
        CoherenceSettings settings,
        CachePolicy policy,
        Set<Fault> faults,
        long faultsUntil,
        double pace,
        double writes,
        int puts) {

    private static final Duration TIMEOUT = Duration.ofMillis(300);

    static Shape drawn(Scheduler by) {
        int keys = 2 + by.below(5);
        List<Key> all = IntStream.range(0, keys)
                .mapToObj(number -> new Key(number % 3 == 2 ? "b" : number == 4 ? Key.NEAR_ONLY : "a", number))
                .toList();
        Duration interval = Duration.ofMillis(by.chance(0.5) ? 1_000 : 500);
        Duration stale = Duration.ofMillis(by.chance(0.3) ? 0 : 3_000);
        CoherenceSettings settings = new CoherenceSettings(
                interval,
                interval.multipliedBy(2).plus(TIMEOUT).plusMillis(by.below(2_000)),
                stale,
                by.chance(0.8),
                Duration.ofMillis(by.chance(0.5) ? 0 : 2_000),
                TIMEOUT);
        Duration life = by.chance(0.7) ? Duration.ofMinutes(10) : Duration.ofMillis(2_000 + by.below(8_000));
        return new Shape(
                1 + by.below(3),
                2 + by.below(3),
                all,
                new SimulatedServer.Limits(by.chance(0.5) ? 1_000 : 20, 2 + by.below(20), 2),
                new ServerControl.Limits(by.chance(0.5) ? 1_000 : 2, Duration.ofSeconds(5), Duration.ofSeconds(60)),
                settings,
                policy(life, Duration.ofMillis(by.chance(0.5) ? 1_000 : 3_000)),
                faults(by),
                8_000 + by.below(12_000),
                20 + by.below(60),
                by.chance(0.2) ? 0.08 : 0.002 + 0.02 * by.random.nextDouble(),
                20);
    }

    /** The same with what a mistake needs to do harm soon. */
    Shape of(Mistake mistake) {
        return mistake == Mistake.ONE_STEP_PUT
                ? new Shape(
                        lanes,
                        instances,
                        keys.subList(0, 2),
                        limits,
                        control,
                        settings,
                        policy,
                        EnumSet.of(Fault.BAD_NETWORK),
                        faultsUntil,
                        pace,
                        0.01,
                        60)
                : this;
    }

    private static CachePolicy policy(@Nullable Duration life, Duration lease) {
        CachePolicy defaults = CachePolicy.defaults();
        return new CachePolicy(
                List.of(Tier.NEAR, Tier.REMOTE),
                life,
                0,
                defaults.nullValues(),
                defaults.near(),
                new CachePolicy.Loader(lease),
                "text",
                true);
    }

    private static Set<Fault> faults(Scheduler by) {
        List<Fault> chosen = new ArrayList<>();
        double share = by.chance(0.1) ? 0 : by.chance(0.2) ? 0.8 : 0.25;
        for (Fault fault : Fault.values()) {
            if (by.chance(share)) {
                chosen.add(fault);
            }
        }
        return chosen.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(chosen);
    }

    long bound() {
        return settings.maxStaleness().toNanos();
    }

    /** Whether the control lane gives no position twice. */
    boolean keepsPositions() {
        return Collections.disjoint(
                faults,
                EnumSet.of(
                        Fault.FAILOVER, Fault.FAILOVER_TO_THE_PAST, Fault.FLUSH, Fault.CONTROL_LOSS, Fault.LOG_LOSS));
    }

    /** How long after everything works again all that waited has been said: two intervals, two syncs, and some patience. */
    long timeToReturn() {
        return settings.syncInterval()
                .multipliedBy(2)
                .plus(TIMEOUT.multipliedBy(4))
                .toNanos();
    }

    /** The policy of the cache that hears of the others without a remote tier. */
    CachePolicy nearOnly() {
        return policy.withTiers(List.of(Tier.NEAR));
    }
}
