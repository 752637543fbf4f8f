package dev.terrace.cache.simulation;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Hears of everything in a run, and holds it against the guarantees of the protocol. */
final class Oracle implements ServerObserver {

    private final World world;
    private final Scheduler scheduler;
    private final ReadRules readRules;
    private final LoadRules loadRules;
    private final FailureRules failureRules;
    final IdleRules idleRules;

    private final Set<Read> reads = new LinkedHashSet<>();
    private final Set<Invalidated> calls = new LinkedHashSet<>();
    private final Set<Written> puts = new LinkedHashSet<>();

    Oracle(World world) {
        this.world = world;
        this.scheduler = world.scheduler;
        this.loadRules = new LoadRules(world);
        this.readRules = new ReadRules(world, loadRules);
        this.failureRules = new FailureRules(world);
        this.idleRules = new IdleRules(world);
    }

    // ---- calls

    void invalidating(Invalidated call) {
        calls.add(call);
        call.by.pending.add(call);
        world.disturbances.disturb(call::mayConcern);
        scheduler.note(() -> "CALL " + call);
    }

    void returned(Invalidated call) {
        call.returnedAt = scheduler.steps();
        call.returnedWhen = scheduler.now();
    }

    void ended(Invalidated call, @Nullable Throwable failure) {
        calls.remove(call);
        world.disturbances.disturb(call::mayConcern);
        scheduler.note(() -> "DONE " + call);
        if (causeOf(failure) instanceof TooManyPatternsException) {
            world.counts.add("pattern refused");
            call.refuse();
        } else {
            requireNoFailure(call, failure);
        }
    }

    void putting(Written value) {
        puts.add(value);
        world.disturbances.put(value.key);
        scheduler.note(() -> "PUT  " + value);
    }

    void ended(Written value, @Nullable Throwable failure) {
        puts.remove(value);
        value.endedAt = scheduler.now();
        // Its command may land late, and no lease guards it.
        value.doubtful = value.how == Written.How.PUT_IF_ABSENT && value.by.troubledAt() >= value.startedAt;
        world.disturbances.put(value.key);
        requireNoFailure(value, failure);
    }

    private void requireNoFailure(Object call, @Nullable Throwable failure) {
        if (failure != null) {
            throw world.violation("failure", "%s ended with %s", call, failure);
        }
    }

    private static @Nullable Throwable causeOf(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    /** Whether a call that invalidates or writes this key has not ended. */
    boolean isWrittenNow(Key key) {
        return calls.stream().anyMatch(call -> call.mayConcern(key))
                || puts.stream().anyMatch(put -> put.key.equals(key));
    }

    // ---- reads and loads

    void begun(Read read) {
        reads.add(read);
        idleRules.begun(read);
    }

    void ended(Read read, @Nullable CachedValue<?> result, @Nullable Throwable failure) {
        reads.remove(read);
        read.ended = true;
        read.given = result;
        failureRules.requireInTime(read);
        if (result == null) {
            idleRules.ended(read, null, null);
        }
        if (failure != null) {
            failureRules.failed(read, causeOf(failure));
        } else if (result == null) {
            if (!read.lookUp) {
                throw world.violation("failure", "%s gave nothing", read);
            }
            world.counts.add("read absent");
        } else {
            gave(read, result);
        }
    }

    private void gave(Read read, CachedValue<?> result) {
        world.counts.add(result.origin().label() + (read.strong ? " by strong read" : " by read"));
        Written value = world.history.find(Objects.requireNonNull(result.value()));
        scheduler.note(() -> "READ " + read + " gave " + value + " from " + result.origin());
        if (value == null || !value.key.equals(read.key)) {
            throw world.violation("A6", "%s gave %s", read, result.value());
        }
        readRules.check(read, value, result);
        idleRules.ended(read, value, result);
    }

    void loading(Written value, Read read) {
        world.counts.add("load");
        scheduler.note(() -> "LOAD " + value + " for " + read);
        loadRules.begins(value, read);
        idleRules.loading(value);
    }

    void loaded(Written value, boolean failed) {
        value.endedAt = scheduler.now();
        loadRules.ends(value, failed);
    }

    /** No stage is left that does not complete, but of those who died. */
    void requireAllEnded() {
        reads.removeIf(read -> read.by.process().isDead());
        calls.removeIf(call -> call.by.process().isDead());
        puts.removeIf(put -> put.by.process().isDead());
        if (!reads.isEmpty() || !calls.isEmpty() || !puts.isEmpty()) {
            throw world.violation("completion", "%s, %s and %s never end", reads, calls, puts);
        }
    }

    // ---- what the server does

    @Override
    public void invalidated(Lane lane, Invalidation invalidation, String operation, long position) {
        scheduler.note(() -> "SERVER logs " + invalidation + " of " + operation + " in " + lane.label());
        world.disturbances.disturb(key -> !(invalidation instanceof Invalidation.OfKeys keys)
                || keys.hashes().contains(key.remote().hash()));
        Invalidated.Execution execution = new Invalidated.Execution(lane, scheduler.now(), position);
        for (SimulatedInstance instance : world.everStarted) {
            if (operation.startsWith(instance.id())) {
                instance.pending.removeIf(call -> call.isDoneBy(invalidation) && call.executed(execution, operation));
            }
        }
        if (invalidation instanceof Invalidation.Retired retired) {
            world.history.invalidated().forEach(call -> call.retired(retired.pattern(), scheduler.now()));
        }
    }

    @Override
    public void renewed(RemoteKey key, String token) {
        loadRules.renewed(world.history.find(key), token);
    }

    @Override
    public void leaseEnded(RemoteKey key) {
        world.disturbances.disturb(any -> any.remote().equals(key));
    }

    /** G3, as far as single keys go: what was invalidated while it was loaded is never stored. */
    @Override
    public void stored(RemoteKey key, byte[] stored) {
        Written value = Objects.requireNonNull(world.history.find(stored));
        value.stored = true;
        value.storedAt = scheduler.now();
        idleRules.stored(value);
        scheduler.note(() -> "SERVER stores " + value);
        if (value.how != Written.How.LOADED) {
            world.disturbances.put(value.key);
            return;
        }
        // What was confirmed last is what is stored now.
        long since = value.confirmed.stream().mapToLong(same -> same.startedAt).reduce(value.startedAt, Math::max);
        for (Invalidated call : world.history.invokedAfter(since)) {
            if (call.concerns(value) && call.hasEndedLeases()) {
                throw world.violation("G3", "%s is stored after %s", value, call);
            }
        }
    }
}
