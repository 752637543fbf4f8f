package dev.terrace.cache.coherence;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.UnreadablePayloadException;
import dev.terrace.cache.tier.KeyPage;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.Discard;
import dev.terrace.cache.tier.RemoteTier.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the values or leases of the remote tier, a page at a time with a pause between them, so that others get through;
 * linear in the keys of the servers. Values go only if nobody replaced them since they were looked at.
 */
final class Sweeper {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final RemoteTier remote;
    private final Timer timer;
    private final Duration pause;

    Sweeper(RemoteTier remote, Timer timer) {
        this(remote, timer, PAUSE);
    }

    /** @param pause between two pages */
    Sweeper(RemoteTier remote, Timer timer, Duration pause) {
        this.remote = remote;
        this.timer = timer;
        this.pause = pause;
    }

    /**
     * Removes the values whose keys and headers say so.
     *
     * @param cache of this cache alone; null for all
     * @param proceed asked before each page; false ends it
     * @return whether it came to the end; fails if the remote tier does
     */
    CompletionStage<Boolean> removeValues(
            @Nullable String cache,
            Predicate<RemoteKey> keys,
            BiPredicate<RemoteKey, Envelope.Header> which,
            Supplier<CompletionStage<Boolean>> proceed) {
        return lanes(lane -> new Walk(lane, Kind.VALUES, cache, keys, chunk -> discard(chunk, which), proceed), 0);
    }

    /** Ends the leases of these keys of a cache. The rest is as above. */
    CompletionStage<Boolean> endLeases(
            String cache, Predicate<RemoteKey> keys, Supplier<CompletionStage<Boolean>> proceed) {
        return lanes(lane -> new Walk(lane, Kind.LEASES, cache, keys, remote::endLeases, proceed), 0);
    }

    /** Shows the keys of values of a cache, perhaps some of them more than once. The rest is as above. */
    CompletionStage<Boolean> visitValues(
            String cache,
            Predicate<RemoteKey> keys,
            Consumer<RemoteKey> visitor,
            Supplier<CompletionStage<Boolean>> proceed) {
        Work visit = chunk -> {
            chunk.forEach(visitor);
            return CompletableFuture.completedFuture(null);
        };
        return lanes(lane -> new Walk(lane, Kind.VALUES, cache, keys, visit, proceed), 0);
    }

    private CompletionStage<Boolean> lanes(Function<Lane, Walk> walk, int index) {
        if (index == remote.lanes()) {
            return CompletableFuture.completedFuture(true);
        }
        return walk.apply(new Lane(index))
                .from(KeyPage.START)
                .thenCompose(done -> done ? lanes(walk, index + 1) : CompletableFuture.completedFuture(false));
    }

    private CompletionStage<?> discard(List<RemoteKey> chunk, BiPredicate<RemoteKey, Envelope.Header> which) {
        return remote.headers(chunk).thenCompose(headers -> {
            List<Discard> discards = new ArrayList<>();
            for (int i = 0; i < chunk.size(); i++) {
                byte[] header = headers.get(i);
                if (isIn(which, chunk.get(i), header)) {
                    discards.add(new Discard(chunk.get(i), Envelope.stampOf(header)));
                }
            }
            return discards.isEmpty() ? CompletableFuture.completedFuture(0) : remote.discard(discards);
        });
    }

    private static boolean isIn(BiPredicate<RemoteKey, Envelope.Header> which, RemoteKey key, byte[] header) {
        try {
            return header.length > 0 && which.test(key, Envelope.parseHeader(header));
        } catch (UnreadablePayloadException e) {
            // Of another version perhaps: not ours to judge.
            return false;
        }
    }

    /** What is done with some keys of one lane. */
    private interface Work {
        CompletionStage<?> on(List<RemoteKey> chunk);
    }

    /** The way through one lane. */
    private final class Walk {

        private final Lane lane;
        private final Kind kind;
        private final @Nullable String cache;
        private final Predicate<RemoteKey> keys;
        private final Work work;
        private final Supplier<CompletionStage<Boolean>> proceed;

        Walk(
                Lane lane,
                Kind kind,
                @Nullable String cache,
                Predicate<RemoteKey> keys,
                Work work,
                Supplier<CompletionStage<Boolean>> proceed) {
            this.lane = lane;
            this.kind = kind;
            this.cache = cache;
            this.keys = keys;
            this.work = work;
            this.proceed = proceed;
        }

        CompletionStage<Boolean> from(String cursor) {
            return proceed.get().thenCompose(go -> go ? page(cursor) : CompletableFuture.completedFuture(false));
        }

        private CompletionStage<Boolean> page(String cursor) {
            return remote.scan(lane, kind, cache, cursor).thenCompose(page -> {
                List<RemoteKey> wanted = page.keys().stream().filter(keys).toList();
                return chunks(wanted, 0)
                        .thenCompose(done -> page.isLast()
                                ? CompletableFuture.completedFuture(true)
                                : pause().thenCompose(waited -> from(page.next())));
            });
        }

        private CompletionStage<?> chunks(List<RemoteKey> wanted, int start) {
            if (start >= wanted.size()) {
                return CompletableFuture.completedFuture(null);
            }
            int end = Math.min(wanted.size(), start + RemoteTier.MAXIMUM_BULK);
            return work.on(wanted.subList(start, end)).thenCompose(done -> chunks(wanted, end));
        }

        private CompletionStage<Void> pause() {
            CompletableFuture<Void> waited = new CompletableFuture<>();
            timer.after(pause, () -> waited.complete(null));
            return waited;
        }
    }
}
