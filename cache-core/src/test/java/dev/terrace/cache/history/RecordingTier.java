package dev.terrace.cache.history;

import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import dev.terrace.cache.tier.StageFailure;
import dev.terrace.cache.tier.TagPositions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what Redis acknowledged and what failed, as seen from the port: the checker need not believe what the protocol
 * says of itself. It also delays some replies, as a network does, so that invalidations pass while values are on their way.
 */
final class RecordingTier extends RemoteTierDecorator {

    private static final int ONE_IN = 8;
    private static final long LONGEST_DELAY_MICROS = 4_000;

    private final HistoryFile file;
    private final Map<Long, Integer> keys;

    /**
     * @param hashes the hash of each key by its number
     */
    RecordingTier(RemoteTier remote, HistoryFile file, List<Long> hashes) {
        super(remote);
        this.file = file;
        this.keys = IntStream.range(0, hashes.size()).boxed().collect(Collectors.toMap(hashes::get, key -> key));
    }

    private <T> CompletionStage<T> watched(Supplier<CompletionStage<T>> call, BiConsumer<Long, Long> onSuccess) {
        long sent = System.nanoTime();
        CompletionStage<T> stage;
        try {
            stage = call.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        return stage.whenComplete((reply, failure) -> {
            if (failure == null) {
                onSuccess.accept(sent, System.nanoTime());
            } else if (!(StageFailure.causeOf(failure) instanceof TooManyPatternsException)) {
                file.failed(sent, System.nanoTime());
            }
        });
    }

    private <T> CompletionStage<T> watched(Supplier<CompletionStage<T>> call) {
        return watched(call, (sent, received) -> {});
    }

    @Override
    public CompletionStage<ControlSnapshot> join(String operation, int maximumTags) {
        return watched(() -> super.join(operation, maximumTags));
    }

    @Override
    public CompletionStage<LogEntry.Cursor> tail(Lane lane, String operation) {
        return watched(() -> super.tail(lane, operation));
    }

    @Override
    public CompletionStage<LogSlice> readLog(Lane lane, long from) {
        return watched(() -> super.readLog(lane, from), (sent, received) -> {
            if (lane.isControl()) {
                file.synced(sent, received);
            }
        });
    }

    @Override
    public CompletionStage<List<RemoteRead>> read(List<Read> reads) {
        CompletionStage<List<RemoteRead>> answered = watched(() -> super.read(reads));
        if (ThreadLocalRandom.current().nextInt(ONE_IN) > 0) {
            return answered;
        }
        long micros = ThreadLocalRandom.current().nextLong(LONGEST_DELAY_MICROS);
        return answered.thenApplyAsync(
                reply -> reply, CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS));
    }

    @Override
    public CompletionStage<TagPositions> tagPositions(Collection<String> tags) {
        return watched(() -> super.tagPositions(tags));
    }

    @Override
    public CompletionStage<List<byte[]>> headers(List<RemoteKey> some) {
        return watched(() -> super.headers(some));
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Fill> fills) {
        return watched(() -> super.fill(fills));
    }

    @Override
    public CompletionStage<List<Boolean>> renew(List<Renewal> renewals) {
        return watched(() -> super.renew(renewals));
    }

    @Override
    public CompletionStage<Boolean> freshen(Freshening freshening) {
        return watched(() -> super.freshen(freshening));
    }

    @Override
    public CompletionStage<List<Boolean>> touch(List<Touch> touches) {
        return watched(() -> super.touch(touches));
    }

    @Override
    public CompletionStage<RemoteRead> putIfAbsent(
            RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life) {
        return watched(() -> super.putIfAbsent(key, known, stored, life));
    }

    @Override
    public CompletionStage<Appended> invalidate(List<KeyInvalidation> some, String operation) {
        List<Target> targets = some.stream()
                .map(one -> keys.get(one.key().hash()))
                .<Target>map(Target.OfKey::new)
                .toList();
        return watched(
                () -> super.invalidate(some, operation), (sent, received) -> acknowledged(targets, sent, received));
    }

    @Override
    public CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from) {
        return watched(
                () -> super.invalidate(invalidation, operation, from),
                (sent, received) -> acknowledged(targetsOf(invalidation), sent, received));
    }

    private void acknowledged(List<Target> targets, long sent, long received) {
        targets.forEach(target -> file.acknowledged(target, sent, received));
    }

    private static List<Target> targetsOf(Invalidation invalidation) {
        List<Target> targets = new ArrayList<>();
        if (invalidation instanceof Invalidation.OfTags tags) {
            IntStream.range(0, Keyspace.TAGS)
                    .filter(tag -> tags.tags().contains(Keyspace.tagName(tag)))
                    .forEach(tag -> targets.add(new Target.OfTag(tag)));
        } else if (invalidation instanceof Invalidation.OfCache cache) {
            targets.add(new Target.OfCache(cache.cache().equals(Keyspace.WRITTEN)));
        } else if (invalidation instanceof Invalidation.OfPattern pattern) {
            String glob = pattern.pattern().glob();
            targets.add(new Target.OfPattern(glob.charAt(glob.length() - 2) - '0'));
        }
        return targets;
    }
}
