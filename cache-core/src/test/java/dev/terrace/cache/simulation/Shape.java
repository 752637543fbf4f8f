package dev.terrace.cache.simulation;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import dev.terrace.cache.coherence.CoherenceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What one run is made of. Each seed switches on some of the faults only: those that are always there hide each other.
 *
 * @param limits of the server
 * @param control of the control lane
 * @param policy of every cache
 * @param loaders how loads answer
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
        Loaders loaders,
        Set<Fault> faults,
        long faultsUntil,
        double pace,
        double writes,
        int puts) {

    private static final Duration TIMEOUT = Duration.ofMillis(300);

    /** Of which cache which key is. */
    private static final List<String> CACHES = List.of("a", "a", "b", "a", Key.NEAR_ONLY, Key.REMOTE_ONLY);

    static Shape drawn(Scheduler by) {
        int keys = 2 + by.below(5);
        List<Key> all = IntStream.range(0, keys)
                .mapToObj(number -> new Key(CACHES.get(number), number))
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
        return new Shape(
                1 + by.below(3),
                2 + by.below(3),
                all,
                new SimulatedServer.Limits(by.chance(0.5) ? 1_000 : 20, 2 + by.below(20), 2),
                new ServerControl.Limits(by.chance(0.3) ? 1_000 : 1, Duration.ofSeconds(5), Duration.ofSeconds(60)),
                settings,
                Policies.drawn(by),
                Loaders.drawn(by),
                faults(by),
                8_000 + by.below(12_000),
                20 + by.below(60),
                by.chance(0.2) ? 0.08 : 0.002 + 0.02 * by.random.nextDouble(),
                20);
    }

    /** The same with what a mistake needs to do harm soon. */
    Shape of(Mistake mistake) {
        return switch (mistake) {
            case ONE_STEP_PUT -> with(keys.subList(0, 2), policy, EnumSet.of(Fault.BAD_NETWORK), 0.01, 60);
            case NO_RENEWAL -> with(keys, policy, EnumSet.of(Fault.DATABASE_SLOW), 0.01, 0);
            case STALE_UNCHECKED, NO_FALLBACK, THROTTLE_IGNORED, THROTTLE_FOR_EVER ->
                with(keys, STALE, EnumSet.of(Fault.DATABASE_DOWN, Fault.DATABASE_SLOW), 0.01, 0);
            case OLD_FOR_NEW -> with(keys, STALE, EnumSet.of(Fault.NEAR_LOSS), 0.002, 0);
            case UNTOUCHED, TOUCHED_FOR_EVER -> with(keys, IDLE, EnumSet.noneOf(Fault.class), 0.002, 0);
            default -> this;
        };
    }

    private static final CachePolicy IDLE = dev.terrace.cache.fixture.Policies.idling(
            Policies.of(
                    Duration.ofMinutes(10),
                    CachePolicy.Stale.NEVER,
                    CachePolicy.RefreshAhead.NEVER,
                    null,
                    CachePolicy.Loader.leasing(Duration.ofSeconds(3))),
            Duration.ofMillis(600),
            Duration.ofMinutes(10));

    private static final CachePolicy STALE = Policies.of(
            Duration.ofMillis(1_500),
            new CachePolicy.Stale(Duration.ofMillis(500), Duration.ofMinutes(2)),
            CachePolicy.RefreshAhead.NEVER,
            null,
            new CachePolicy.Loader(
                    Duration.ofSeconds(3),
                    null,
                    null,
                    Duration.ofSeconds(2),
                    64,
                    CachePolicy.Loader.Bounded.BACKGROUND));

    private Shape with(List<Key> some, CachePolicy other, Set<Fault> wrong, double changing, int putting) {
        return new Shape(
                lanes,
                instances,
                some,
                limits,
                control,
                settings,
                other,
                loaders,
                wrong,
                faultsUntil,
                pace,
                changing,
                putting);
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

    /** The policy of a cache: one hears of the others without a remote tier, one has nothing else. */
    CachePolicy policyOf(String cache) {
        return switch (cache) {
            case Key.NEAR_ONLY -> policy.withTiers(List.of(Tier.NEAR));
            case Key.REMOTE_ONLY -> policy.withTiers(List.of(Tier.REMOTE));
            default -> policy;
        };
    }

    /** How long after its life began a value may be served at most. */
    long longestLife() {
        return Objects.requireNonNull(policy.longestLife()).toNanos();
    }
}
