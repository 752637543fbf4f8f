package dev.terrace.cache.engine;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.coherence.Timer;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.Renewal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the loads of all caches: renews the leases under which they run, those of a lane together, and gives up the ones that
 * do not end. It looks at regular times while there are any, and not at all otherwise. Thread-safe.
 */
final class LoadWatch {

    private static final Duration SLOWEST = Duration.ofSeconds(1);
    private static final Duration FASTEST = Duration.ofMillis(5);
    private static final int LOOKS_PER_LEASE = 6;

    /** The first that began is looked at first, so that what happens at the same time happens in the same order in every run. */
    private final Set<Load> loads = new ConcurrentSkipListSet<>(Comparator.comparingLong(Load::number));

    private final AtomicBoolean looking = new AtomicBoolean();
    private final @Nullable RemoteTier remote;
    private final CacheClock clock;
    private final Timer timer;
    private volatile Duration pace = SLOWEST;

    LoadWatch(EngineParts parts) {
        this.remote = parts.remote();
        this.clock = parts.clock();
        this.timer = parts.watchTimer();
    }

    /** Looks often enough for loads that are guarded so. */
    synchronized void keepPaceWith(CachePolicy.Loader loader) {
        Duration shorter = loader.lease().compareTo(loader.patience()) < 0 ? loader.lease() : loader.patience();
        Duration wanted = shorter.dividedBy(LOOKS_PER_LEASE);
        if (wanted.compareTo(pace) < 0) {
            pace = wanted.compareTo(FASTEST) < 0 ? FASTEST : wanted;
        }
    }

    void begin(Load load) {
        loads.add(load);
        lookLater();
    }

    void end(Load load) {
        loads.remove(load);
    }

    int running(CacheCore core) {
        return (int) loads.stream()
                .filter(load -> load.core() == core && load.isStarted())
                .count();
    }

    int hung(CacheCore core) {
        return (int) loads.stream()
                .filter(load -> load.core() == core && load.isStarted() && load.isHung())
                .count();
    }

    private void lookLater() {
        if (looking.compareAndSet(false, true)) {
            timer.after(pace, this::look);
        }
    }

    private void look() {
        looking.set(false);
        try {
            long now = clock.nanoTime();
            renew(now);
            for (Load load : loads) {
                if (load.hangsSince(now)) {
                    load.abandon(now);
                }
            }
        } finally {
            if (!loads.isEmpty()) {
                lookLater();
            }
        }
    }

    private void renew(long now) {
        RemoteTier tier = remote;
        if (tier == null) {
            return;
        }
        Map<Lane, List<Due>> lanes = new HashMap<>();
        for (Load load : loads) {
            for (Renewal renewal : load.renewals(now)) {
                Lane lane = Lane.of(renewal.key().hash(), tier.lanes());
                lanes.computeIfAbsent(lane, any -> new ArrayList<>()).add(new Due(load, renewal));
            }
        }
        lanes.values().forEach(due -> {
            for (int from = 0; from < due.size(); from += RemoteTier.MAXIMUM_BULK) {
                renew(tier, due.subList(from, Math.min(due.size(), from + RemoteTier.MAXIMUM_BULK)));
            }
        });
    }

    private record Due(Load load, Renewal renewal) {}

    /** A renewal that fails is tried again when the next one is due: that is in time. */
    private static void renew(RemoteTier tier, List<Due> due) {
        RemoteAccess.started(() -> tier.renew(due.stream().map(Due::renewal).toList()))
                .whenComplete((renewed, failure) -> {
                    if (failure != null) {
                        due.get(0).load().core().remote.failed("renew", failure);
                        return;
                    }
                    for (int i = 0; i < due.size(); i++) {
                        if (!renewed.get(i)) {
                            due.get(i).load().lostLease(due.get(i).renewal().key());
                        }
                    }
                });
    }
}
