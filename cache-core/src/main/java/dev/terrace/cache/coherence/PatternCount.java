package dev.terrace.cache.coherence;

import dev.terrace.cache.Matches;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Counts what an invalidation by pattern would remove from the remote tier, and changes nothing. Every value of the cache counts
 * whose key matches, whether or not it is still valid: its header is not read. Keys that are kept as a hash match every pattern, as
 * they do for the invalidation.
 *
 * <p>It scans page by page, one at a time and at most some 500 a second, so that others get through; and what is counted at the
 * same time is counted one after the other. Linear in the keys of the servers.
 */
final class PatternCount {

    private static final Duration PAUSE = Duration.ofMillis(2);

    private final Sweeper sweeper;
    private final BooleanSupplier connected;
    private final int mostExact;

    private CompletionStage<?> last = CompletableFuture.completedFuture(null);

    PatternCount(RemoteTier remote, Timer timer, BooleanSupplier connected) {
        this(remote, timer, connected, DistinctKeys.MOST);
    }

    /** @param mostExact more keys than this are estimated */
    PatternCount(RemoteTier remote, Timer timer, BooleanSupplier connected, int mostExact) {
        this.sweeper = new Sweeper(remote, timer, PAUSE);
        this.connected = connected;
        this.mostExact = mostExact;
    }

    /** Fails if the remote tier does, or goes away. */
    synchronized CompletionStage<Matches> of(KeyPattern pattern) {
        CompletionStage<Matches> counted = last.handle((before, failure) -> Attempt.of(() -> scan(pattern)))
                .thenCompose(stage -> stage);
        last = counted;
        return counted;
    }

    private CompletionStage<Matches> scan(KeyPattern pattern) {
        KeyPattern.Matcher matcher = pattern.matcher();
        DistinctKeys keys = new DistinctKeys(mostExact);
        return sweeper.visitValues(
                        pattern.cache(),
                        matcher::matches,
                        key -> keys.add(key.hash()),
                        () -> CompletableFuture.completedFuture(connected.getAsBoolean()))
                .thenApply(done -> {
                    if (!done) {
                        throw Membership.away();
                    }
                    return keys.matches();
                });
    }
}
