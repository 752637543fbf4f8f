package dev.terrace.cache.coherence;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Holds some near entries against the headers of the remote tier now and then: the proof, in production, that what is served is
 * what there is. Another stamp alone proves nothing, since a value that expired or was evicted for memory may have been loaded
 * again by another instance. Then the values are compared, and only if these differ and a sync leaves the entry where it is, it is a
 * mismatch.
 */
final class SelfCheck {

    private final RemoteTier remote;
    private final NearEntries near;
    private final Membership membership;
    private final Lanes lanes;
    private final Duration interval;
    private final Timer timer;
    private final CacheListener listener;

    SelfCheck(
            RemoteTier remote,
            NearEntries near,
            Membership membership,
            Lanes lanes,
            Duration interval,
            Timer timer,
            CacheListener listener) {
        this.remote = remote;
        this.near = near;
        this.membership = membership;
        this.lanes = lanes;
        this.interval = interval;
        this.timer = timer;
        this.listener = listener;
    }

    /** Checks after every interval until the membership is closed; never, if the interval is zero. */
    void start() {
        if (!interval.isZero()) {
            timer.after(interval, this::tick);
        }
    }

    private void tick() {
        if (!membership.isClosed()) {
            Attempt.of(this::run).whenComplete((done, failure) -> start());
        }
    }

    /** One check. What fails is left for the next one. */
    CompletionStage<Void> run() {
        if (!membership.isConnected()) {
            return CompletableFuture.completedFuture(null);
        }
        Map<Lane, List<NearEntries.Sample>> byLane = near.sample(CoherenceSettings.SELF_CHECK_SAMPLES).stream()
                .collect(Collectors.groupingBy(sample -> Lane.of(sample.key().hash(), remote.lanes())));
        return CompletableFuture.allOf(byLane.values().stream()
                .map(samples -> check(samples).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<Void> check(List<NearEntries.Sample> samples) {
        List<RemoteKey> keys = samples.stream().map(NearEntries.Sample::key).toList();
        return remote.headers(keys).thenCompose(headers -> {
            CompletionStage<Void> all = CompletableFuture.completedFuture(null);
            for (int i = 0; i < samples.size(); i++) {
                NearEntries.Sample sample = samples.get(i);
                if (isOther(headers.get(i), sample.stamp())) {
                    all = all.thenCompose(done -> suspect(sample));
                }
            }
            return all;
        });
    }

    private static boolean isOther(byte[] header, long stamp) {
        return header.length > 0 && !Arrays.equals(Envelope.stampOf(header), Envelope.stampOf(stamp));
    }

    /** First the value, then the logs: had it been invalidated before it was read, the entry would be gone by then. */
    private CompletionStage<Void> suspect(NearEntries.Sample sample) {
        return sample.differsFromRemote()
                .thenCompose(differs -> differs
                        ? membership.syncFromNow(lanes.follower(sample.key().hash()))
                        : CompletableFuture.completedFuture(false))
                .thenAccept(inStep -> {
                    if (inStep && sample.isServed()) {
                        sample.reject();
                        listener.onEvent(
                                new CacheEvent.MismatchFound(sample.key().cache()));
                    }
                });
    }
}
