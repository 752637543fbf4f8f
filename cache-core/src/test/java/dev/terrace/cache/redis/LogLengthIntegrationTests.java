package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logs stay short by count, and small by size. */
class LogLengthIntegrationTests {

    private static final long BYTES = 100_000;

    private final String namespace = Namespaces.fresh();
    private final RemoteTier tier = open(1_000, BYTES);

    private RemoteTier open(int entries, long bytes) {
        Duration minute = Duration.ofMinutes(1);
        return new RedisRemoteTier(
                namespace,
                Patient.settings(TestRedis.shared().address()),
                event -> {},
                new RedisLimits(entries, bytes, 1_000, minute, minute, minute));
    }

    @AfterEach
    void close() {
        tier.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private long evict(RemoteTier by, String tag, int operation) throws Exception {
        LogSlice slice = get(by.invalidate(new Invalidation.OfTags(List.of(tag)), "node-" + operation, Position.START));
        return slice.entries().size();
    }

    private long bytes(String log) {
        return Long.parseLong(
                TestRedis.shared().cli("MEMORY", "USAGE", "{" + namespace + ":1/" + log + "}:log", "SAMPLES", "0"));
    }

    @Test
    void manyEntriesAreTrimmedByTheirCount() throws Exception {
        get(tier.join("node-0", 10));
        RemoteKey key = new RemoteKey("a", "'x'", 1);
        List<CompletionStage<?>> stages = new java.util.ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            stages.add(tier.invalidate(List.of(new KeyInvalidation(key, null)), "node-" + i));
        }
        for (CompletionStage<?> stage : stages) {
            get(stage);
        }
        int length = Integer.parseInt(TestRedis.shared().cli("XLEN", "{" + namespace + ":1/0}:log"));
        assertThat(length).isBetween(1_000, 1_200);
    }

    @Test
    void largeEntriesAreTrimmedByTheirSize() throws Exception {
        get(tier.join("node-0", 10));
        for (int i = 1; i <= 200; i++) {
            evict(tier, "a large tag ".repeat(200), i);
            assertThat(bytes("c")).isLessThan(BYTES + 5_000);
        }
        LogSlice slice = get(tier.readLog(Lane.CONTROL, Position.START));
        assertThat(slice.entries()).as("as many as fit").hasSizeGreaterThan(20);
        assertThat(slice.entries())
                .extracting(LogEntry::operation)
                .as("the last ones")
                .endsWith("node-199", "node-200");
    }

    @Test
    void largeEntriesBehindManySmallOnesAreFoundToo() throws Exception {
        get(tier.join("node-0", 10));
        for (int i = 1; i <= 300; i++) {
            evict(tier, "t", i);
        }
        for (int i = 301; i <= 400; i++) {
            evict(tier, "a large tag ".repeat(1_000), i);
            assertThat(bytes("c")).isLessThan(BYTES + 15_000);
        }
    }

    @Test
    void anEntryThatIsLargerThanTheLogMayBeIsKeptAlone() throws Exception {
        try (RemoteTier small = open(1_000, 1_000)) {
            get(small.join("node-0", 10));
            evict(small, "a large tag ".repeat(400), 1);
            evict(small, "a large tag ".repeat(400), 2);
            assertThat(get(small.readLog(Lane.CONTROL, Position.START)).entries())
                    .extracting(LogEntry::operation)
                    .containsExactly("node-2");
        }
    }

    @Test
    void smallEntriesAreLookedAtNowAndThen() throws Exception {
        try (RemoteTier small = open(1_000, 10_000)) {
            get(small.join("node-0", 10));
            for (int i = 1; i <= 500; i++) {
                evict(small, "a tag of some sixty characters, which are not many at all " + i % 7, i);
            }
            assertThat(bytes("c")).isLessThan(10_000 + 64 * 150);
        }
    }
}
