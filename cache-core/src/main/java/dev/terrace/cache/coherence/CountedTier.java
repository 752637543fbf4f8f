package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import dev.terrace.cache.tier.RemoteTierException;
import dev.terrace.cache.tier.StageFailure;
import dev.terrace.cache.tier.TagPositions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The remote tier as readers and writers use it: how their calls end is counted for the {@linkplain Circuit circuit} of their lane,
 * invalidations that are sent late among them. What the protocol asks for itself goes past it: its syncs close circuits.
 */
final class CountedTier extends RemoteTierDecorator {

    private final Circuits circuits;
    private final CacheClock clock;
    private final Map<Integer, RemoteTier> replicated = new ConcurrentHashMap<>();

    CountedTier(RemoteTier remote, Circuits circuits, CacheClock clock) {
        super(remote);
        this.circuits = circuits;
        this.clock = clock;
    }

    /** Keys of one call are of one lane. */
    private <Q, T> CompletionStage<T> counted(
            List<Q> all, Function<Q, RemoteKey> key, Supplier<CompletionStage<T>> call) {
        return all.isEmpty() ? call.get() : counted(key.apply(all.get(0)), call);
    }

    private <T> CompletionStage<T> counted(RemoteKey key, Supplier<CompletionStage<T>> call) {
        return counted(circuits.of(key.hash()), call);
    }

    private <T> CompletionStage<T> counted(Circuit circuit, Supplier<CompletionStage<T>> call) {
        long began = clock.nanoTime();
        return Attempt.of(call).whenComplete((answer, failure) -> {
            long nanos = clock.nanoTime() - began;
            if (failure == null || isRefusalOfThisCall(StageFailure.causeOf(failure))) {
                circuit.answered(nanos);
            } else {
                circuit.failed(nanos, failure);
            }
        });
    }

    /** What cannot be stored now says nothing about what can be read. */
    private static boolean isRefusalOfThisCall(Throwable failure) {
        return failure instanceof TooManyPatternsException
                || (failure instanceof RemoteTierException refusal && refusal.isOutOfMemory());
    }

    @Override
    public CompletionStage<List<RemoteRead>> read(List<Read> reads) {
        return counted(reads, Read::key, () -> remote.read(reads));
    }

    @Override
    public CompletionStage<List<byte[]>> headers(List<RemoteKey> keys) {
        return counted(keys, Function.identity(), () -> remote.headers(keys));
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Fill> fills) {
        return counted(fills, Fill::key, () -> remote.fill(fills));
    }

    @Override
    public CompletionStage<Boolean> freshen(Freshening freshening) {
        return counted(freshening.key(), () -> remote.freshen(freshening));
    }

    @Override
    public CompletionStage<RemoteRead> putIfAbsent(
            RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life) {
        return counted(key, () -> remote.putIfAbsent(key, known, stored, life));
    }

    @Override
    public CompletionStage<Appended> invalidate(List<KeyInvalidation> keys, String operation) {
        return counted(keys, KeyInvalidation::key, () -> remote.invalidate(keys, operation));
    }

    @Override
    public CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from) {
        return counted(circuits.control(), () -> remote.invalidate(invalidation, operation, from));
    }

    @Override
    public CompletionStage<TagPositions> tagPositions(Collection<String> tags) {
        return counted(circuits.control(), () -> remote.tagPositions(tags));
    }

    @Override
    public CompletionStage<Void> release(RemoteKey key, String token) {
        return counted(key, () -> remote.release(key, token));
    }

    @Override
    public CompletionStage<Void> throttle(RemoteKey key, Lease lease) {
        return counted(key, () -> remote.throttle(key, lease));
    }

    /** Of views as many as there are of the tier itself. */
    @Override
    public RemoteTier replicated(int replicas) {
        RemoteTier view = remote.replicated(replicas);
        return view == remote
                ? this
                : replicated.computeIfAbsent(replicas, any -> new CountedTier(view, circuits, clock));
    }
}
