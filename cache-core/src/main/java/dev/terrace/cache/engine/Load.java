package dev.terrace.cache.engine;

import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier.Renewal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One run of a loader, for one key or for several, as those see it who watch over it. Thread-safe. */
final class Load {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final CacheCore core;
    private final List<Target> targets;
    private final Map<RemoteKey, String> tokens = new ConcurrentHashMap<>();
    private final AtomicBoolean hung = new AtomicBoolean();
    private volatile boolean started;
    private volatile long beganAt;
    private volatile long renewAt;
    private volatile @Nullable Future<?> work;
    private volatile Runnable onGivenUp = () -> {};

    /**
     * What is loaded.
     *
     * @param flight those who wait for it
     * @param lease the lease under which that happens; null if there is none
     */
    record Target(EntryKey key, Flight flight, @Nullable Lease lease) {}

    Load(CacheCore core, List<Target> targets) {
        this.core = core;
        this.targets = targets;
        for (Target target : targets) {
            if (target.lease() != null) {
                tokens.put(RemoteAccess.remoteKey(target.key()), target.lease().token());
            }
        }
        this.beganAt = core.parts.clock().nanoTime();
        this.renewAt = beganAt + thirdOfLease();
    }

    private long thirdOfLease() {
        return core.policy.loader().lease().toNanos() / 3;
    }

    /** Different for each, and greater for one that began later. */
    long number() {
        return number;
    }

    CacheCore core() {
        return core;
    }

    /** The work on a thread of the cache that may be interrupted. */
    void runsAs(Future<?> interruptible) {
        work = interruptible;
    }

    /** What ends its wait for its turn. */
    void waits(Runnable giveUp) {
        onGivenUp = giveUp;
    }

    /** The loader is about to be called. Returns false if nobody waits for it any more. */
    boolean start() {
        if (isHung()) {
            return false;
        }
        beganAt = core.parts.clock().nanoTime();
        started = true;
        return true;
    }

    /** Whether it waits for its turn no longer. */
    boolean isStarted() {
        return started;
    }

    long nanos(long now) {
        return now - beganAt;
    }

    boolean isHung() {
        return hung.get();
    }

    /** Notes that it has run for too long. Returns whether it is noted for the first time. */
    boolean hangsSince(long now) {
        return nanos(now) >= core.policy.loader().patience().toNanos() && hung.compareAndSet(false, true);
    }

    /** Nobody waits any more, nobody joins, and the loader is asked to end if its thread is one of the cache. */
    void abandon(long now) {
        for (Target target : targets) {
            core.flights.leave(target.key(), target.flight());
            target.flight().landed().complete(null);
        }
        Future<?> interruptible = work;
        if (interruptible != null) {
            interruptible.cancel(true);
        }
        if (!started) {
            onGivenUp.run();
        }
        core.loadHung(Duration.ofNanos(nanos(now)));
    }

    /** The renewals of its leases, if it is time for that. */
    List<Renewal> renewals(long now) {
        if (tokens.isEmpty() || isHung() || renewAt - now > 0) {
            return List.of();
        }
        renewAt = now + thirdOfLease();
        Duration lease = core.policy.loader().lease();
        return tokens.entrySet().stream()
                .map(held -> new Renewal(held.getKey(), new Lease(held.getValue(), lease)))
                .toList();
    }

    /** The lease of a key is another's by now: there is nothing to renew. */
    void lostLease(RemoteKey key) {
        tokens.remove(key);
    }
}
