package dev.terrace.cache.redis;

import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Read;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The read by the script after a plain one, in what is left of the time of one call. With almost nothing left it is not made: it would
 * come too late, and so would the leases that it grants. Leases that come too late all the same go back, since nobody loads under them.
 */
final class SecondCall {

    /** So small a part of the time is not worth a timer. */
    private static final int NEGLIGIBLE = 16;

    private final long wholeNanos;
    private final BiConsumer<RemoteKey, String> release;

    /** @param release gives back the lease of a key, by its token */
    SecondCall(Duration timeout, BiConsumer<RemoteKey, String> release) {
        this.wholeNanos = timeout.toNanos();
        this.release = release;
    }

    /**
     * Reads.
     *
     * @param spentNanos what the call before took, of which the client's own timer knows nothing
     */
    CompletionStage<List<RemoteRead>> read(
            List<Read> reads, Function<List<Read>, CompletionStage<List<RemoteRead>>> script, long spentNanos) {
        long left = wholeNanos - spentNanos;
        if (left < wholeNanos / NEGLIGIBLE) {
            return CompletableFuture.failedFuture(tooLate());
        }
        CompletionStage<List<RemoteRead>> answers = script.apply(reads);
        return spentNanos < wholeNanos / NEGLIGIBLE ? answers : until(left, reads, answers);
    }

    private CompletionStage<List<RemoteRead>> until(
            long nanos, List<Read> reads, CompletionStage<List<RemoteRead>> answers) {
        CompletableFuture<List<RemoteRead>> first = new CompletableFuture<>();
        answers.whenComplete((all, failure) -> {
            if (failure != null) {
                first.completeExceptionally(failure);
            } else if (!first.complete(all)) {
                giveBack(reads, all);
            }
        });
        // The JDK's own timer keeps the time; whoever goes on does so on another thread.
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS)
                .execute(() -> first.completeExceptionally(tooLate()));
        return first;
    }

    private static RemoteTierException tooLate() {
        return new RemoteTierException("No reply in time: too little of it was left after a plain read");
    }

    private void giveBack(List<Read> reads, List<RemoteRead> late) {
        for (int i = 0; i < late.size(); i++) {
            Lease lease = reads.get(i).lease();
            if (lease != null && late.get(i) instanceof RemoteRead.Leased) {
                release.accept(reads.get(i).key(), lease.token());
            }
        }
    }
}
