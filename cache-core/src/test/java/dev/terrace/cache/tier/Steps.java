package dev.terrace.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Coding;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.KeyHash;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;

/** What the contracts of the port have in common. */
final class Steps {

    static final int TAGS = 1_000;

    private static final Duration LEASE = Duration.ofSeconds(10);

    private Steps() {}

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static RemoteKey key(String text) {
        return key("products", text);
    }

    static RemoteKey key(String cache, String text) {
        return new RemoteKey(cache, text, KeyHash.of(cache, text));
    }

    /** So many keys of the lane of the first one. */
    static List<RemoteKey> keysOfOneLane(RemoteTier tier, String cache, int count) {
        Lane lane = laneOf(tier, key(cache, "'0'"));
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> key(cache, "'" + i + "'"))
                .filter(key -> laneOf(tier, key).equals(lane))
                .limit(count)
                .toList();
    }

    static Lane laneOf(RemoteTier tier, RemoteKey key) {
        return Lane.of(key.hash(), tier.lanes());
    }

    static Envelope envelope(long stamp, int payload, String... tags) {
        Envelope.Header header = new Envelope.Header(
                Coding.plain((short) 1), false, stamp, 0, 0, 1000, 0, 0, null, Set.of(tags), "", Validators.NONE);
        byte[] bytes = new byte[payload];
        bytes[0] = (byte) stamp;
        bytes[payload - 1] = (byte) 0xff;
        return new Envelope(header, bytes);
    }

    static byte[] value(long stamp) {
        return envelope(stamp, 3).toBytes();
    }

    static Lease lease(String token) {
        return new Lease(token, LEASE);
    }

    static void store(RemoteTier tier, RemoteKey key, byte[] value) {
        get(tier.putIfAbsent(key, null, value, null));
    }

    /** That these are the answers: a comparison by fields alone takes all answers that have none for the same. */
    static void assertAnswers(List<RemoteRead> answers, RemoteRead... expected) {
        assertThat(answers)
                .usingRecursiveFieldByFieldElementComparator(RecursiveComparisonConfiguration.builder()
                        .withStrictTypeChecking(true)
                        .build())
                .containsExactly(expected);
    }

    static void assertHit(RemoteRead answer, byte[] stored) {
        assertAnswers(List.of(answer), new RemoteRead.Hit(stored));
    }

    static LogEntry last(LogSlice slice) {
        return slice.entries().get(slice.entries().size() - 1);
    }
}
