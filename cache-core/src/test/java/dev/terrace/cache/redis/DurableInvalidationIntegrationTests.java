package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invalidations that wait until a replica has them: a primary and a replica as two servers. */
class DurableInvalidationIntegrationTests {

    private static final RemoteKey KEY = new RemoteKey("a", "'x'", 1);

    private final TestRedis primary = TestRedis.startLocal("--repl-diskless-sync-delay", "0");
    private final TestRedis replica = TestRedis.startLocal("--replicaof", primary.host() + " " + primary.port());
    private final List<CacheEvent> events = new CopyOnWriteArrayList<>();
    private final String namespace = Namespaces.fresh();
    private final RemoteTier tier = open(1);

    private RemoteTier open(int replicas) {
        return open(Patient.settings(primary.address()), new Durability(replicas, Duration.ofSeconds(2)));
    }

    private RemoteTier open(RedisSettings settings, Durability durability) {
        return new RedisRemoteTier(namespace, settings.withDurability(durability), events::add);
    }

    @BeforeEach
    void join() throws Exception {
        await().until(() -> primary.cli("WAIT", "1", "10").equals("1"));
        get(tier.join("node-0", 10));
    }

    @AfterEach
    void stop() {
        tier.close();
        replica.close();
        primary.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private String logOfReplica(String lane) {
        return replica.cli("XREVRANGE", "{" + namespace + ":1/" + lane + "}:log", "+", "-", "COUNT", "1");
    }

    @Test
    void whatReturnedIsOnTheReplica() throws Exception {
        for (int i = 1; i < 50; i++) {
            get(tier.invalidate(List.of(new KeyInvalidation(KEY, null)), "keys-" + i));
            assertThat(logOfReplica("0")).contains("keys-" + i);
            get(tier.invalidate(new Invalidation.OfTags(List.of("t")), "tags-" + i, Position.START));
            assertThat(logOfReplica("c")).contains("tags-" + i);
        }
        get(tier.fence(Position.START, Position.START, "fence-1"));
        assertThat(logOfReplica("c")).contains("fence-1");
        assertThat(events).isEmpty();
    }

    @Test
    void aPausedReplicaIsAnEventAndNoFailure() throws Exception {
        replica.pause();
        get(tier.putIfAbsent(KEY, null, new byte[] {1}, null));
        assertThat(get(tier.invalidate(List.of(new KeyInvalidation(KEY, null)), "keys-1"))
                        .removed())
                .containsExactly(true);
        LogSlice slice = get(tier.invalidate(new Invalidation.OfCache("a"), "clear-1", Position.START));
        assertThat(slice.entries()).extracting(LogEntry::operation).containsExactly("node-0", "clear-1");
        assertThat(events).containsExactly(new CacheEvent.NotReplicated(0, 1), new CacheEvent.NotReplicated(0, 1));
        replica.resume();
        await().untilAsserted(() -> {
            get(tier.invalidate(List.of(new KeyInvalidation(KEY, null)), "keys-2"));
            assertThat(events).endsWith(new CacheEvent.ReplicatedAgain(1));
        });
        int told = events.size();
        get(tier.invalidate(List.of(new KeyInvalidation(KEY, null)), "keys-3"));
        assertThat(events).hasSize(told);
    }

    @Test
    void moreReplicasThanThereAreAreAnEvent() throws Exception {
        try (RemoteTier demanding = open(2)) {
            get(demanding.join("node-1", 10));
            get(demanding.invalidate(List.of(new KeyInvalidation(KEY, null)), "keys-1"));
            assertThat(events).containsExactly(new CacheEvent.NotReplicated(1, 2));
        }
    }

    @Test
    void aForgottenScriptIsSentAgain() throws Exception {
        get(tier.invalidate(List.of(new KeyInvalidation(KEY, null)), "keys-1"));
        primary.cli("SCRIPT", "FLUSH");
        get(tier.invalidate(List.of(new KeyInvalidation(KEY, null)), "keys-2"));
        assertThat(get(tier.readLog(new Lane(0), Position.START)).entries())
                .extracting(LogEntry::operation)
                .containsExactly("keys-1", "keys-2");
        assertThat(events).isEmpty();
    }

    @Test
    void aRefusalIsWhatItIsWithoutReplicas() throws Exception {
        for (int i = 0; i < RemoteTier.MAXIMUM_PATTERNS; i++) {
            get(tier.invalidate(new Invalidation.OfPattern(new KeyPattern("a", "4*")), "node-1" + i, Position.END));
        }
        assertThatThrownBy(() -> get(tier.invalidate(
                        new Invalidation.OfPattern(new KeyPattern("a", "4*")), "node-99", Position.END)))
                .cause()
                .isInstanceOf(TooManyPatternsException.class);
        primary.cli("SET", "{" + namespace + ":1/0}:log", "no log");
        assertThatThrownBy(() -> get(tier.invalidate(List.of(new KeyInvalidation(KEY, null)), "keys-1")))
                .cause()
                .isInstanceOf(RemoteTierException.class);
        assertThat(events).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerIsAFailure() throws Exception {
        Durability brief = new Durability(1, Duration.ofMillis(50));
        try (RemoteTier hasty = open(RedisSettings.of(primary.address()), brief)) {
            await().ignoreExceptions().until(() -> get(hasty.join("node-1", 10)) != null);
            primary.pause();
            assertThatThrownBy(() -> get(hasty.invalidate(List.of(new KeyInvalidation(KEY, null)), "keys-1")))
                    .cause()
                    .isInstanceOf(RemoteTierException.class);
            assertThat(events).isEmpty();
        } finally {
            primary.resume();
        }
    }
}
