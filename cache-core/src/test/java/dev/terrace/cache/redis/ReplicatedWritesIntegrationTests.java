package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.Freshening;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTier.Touch;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values that wait until a replica has them: a primary and a replica as two servers. */
class ReplicatedWritesIntegrationTests {

    private static final RemoteKey KEY = new RemoteKey("a", "'x'", 1);
    private static final Lease LEASE = new Lease("token", Duration.ofMinutes(5));
    private static final Pattern WAITS = Pattern.compile("cmdstat_wait:calls=(\\d+)");

    private final TestRedis primary = TestRedis.startLocal("--repl-diskless-sync-delay", "0");
    private final TestRedis replica = TestRedis.startLocal("--replicaof", primary.host() + " " + primary.port());
    private final List<CacheEvent> events = new CopyOnWriteArrayList<>();
    private final ManualTime time = new ManualTime();
    private final String namespace = Namespaces.fresh();
    private final RemoteTier plain = open(Duration.ofSeconds(20));
    private final RemoteTier tier = plain.replicated(1);
    private int fills;

    private RemoteTier open(Duration timeout) {
        RedisSettings settings = new RedisSettings(
                new RedisServers.Single(primary.address(), 0),
                null,
                null,
                null,
                null,
                Duration.ofSeconds(10),
                timeout,
                24);
        return new RedisRemoteTier(namespace, settings, events::add, RedisLimits.DEFAULT, time);
    }

    @BeforeEach
    void join() throws Exception {
        await().until(() -> primary.cli("WAIT", "1", "10").equals("1"));
        get(tier.join("node-0", 10));
        primary.cli("CONFIG", "RESETSTAT");
    }

    @AfterEach
    void stop() {
        plain.close();
        replica.close();
        primary.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private int waits() {
        Matcher matcher = WAITS.matcher(primary.cli("INFO", "commandstats"));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private String onReplica() {
        return replica.cli("GETRANGE", "{" + namespace + ":1/0}:v:a:'x'", "8", "15");
    }

    private static byte[] stamped(String stamp) {
        byte[] value = new byte[60];
        System.arraycopy(stamp.getBytes(), 0, value, 8, 8);
        return value;
    }

    private void lease() throws Exception {
        get(plain.read(KEY, onPrimary(), LEASE));
    }

    private byte[] onPrimary() throws Exception {
        return get(plain.read(KEY, null, null)) instanceof RemoteRead.Hit hit
                ? Arrays.copyOfRange(hit.stored(), 8, 16)
                : new byte[8];
    }

    /** Stores a value that was loaded, and returns whether it did. */
    private boolean fill(RemoteTier through) throws Exception {
        lease();
        return get(through.fill(KEY, "token", stamped("fill%04d".formatted(fills++)), null));
    }

    /** The call ends only when the replica, which stands still, goes on; and then it has this. */
    private void assertWaits(String stamp, Supplier<CompletionStage<?>> call) throws Exception {
        int before = waits();
        replica.pause();
        CompletableFuture<?> written = call.get().toCompletableFuture();
        await().until(() -> primary.cli("INFO", "clients").contains("blocked_clients:1"));
        assertThat(written).isNotDone();
        replica.resume();
        get(written);
        assertThat(onReplica()).isEqualTo(stamp);
        assertThat(waits()).isEqualTo(before + 1);
    }

    @Test
    void whatIsWrittenIsOnTheReplica() throws Exception {
        assertWaits("aaaaaaaa", () -> tier.putIfAbsent(KEY, null, stamped("aaaaaaaa"), null));
        lease();
        assertWaits("bbbbbbbb", () -> tier.fill(KEY, "token", stamped("bbbbbbbb"), null));
        lease();
        byte[] dates = Arrays.copyOfRange(stamped("cccccccc"), 8, 44);
        assertWaits(
                "cccccccc",
                () -> tier.freshen(new Freshening(KEY, "token", "bbbbbbbb".getBytes(), dates, Duration.ofHours(1))));
        assertThat(events).isEmpty();
    }

    @Test
    void nothingElseWaits() throws Exception {
        fill(plain);
        get(tier.touch(List.of(new Touch(KEY, onPrimary(), Duration.ofHours(1)))));
        get(tier.read(KEY, null, null));
        get(tier.invalidate(List.of(new KeyInvalidation(KEY, null)), "keys-1"));
        assertThat(waits()).isZero();
        fill(tier);
        assertThat(waits()).isEqualTo(1);
    }

    @Test
    void aReplicaThatStandsStillDelaysOneWriteAPauseAndIsOneEvent() throws Exception {
        try (RemoteTier impatient = open(Duration.ofSeconds(4))) {
            get(impatient.join("node-1", 10));
            RemoteTier writing = impatient.replicated(1);
            replica.pause();
            for (int pause = 1; pause <= 2; pause++) {
                for (int i = 0; i < 20; i++) {
                    assertThat(fill(writing)).isTrue();
                }
                assertThat(waits()).isEqualTo(pause);
                time.advance(Duration.ofSeconds(10));
            }
            assertThat(get(writing.read(KEY, null, null))).isInstanceOf(RemoteRead.Hit.class);
            assertThat(events).containsExactly(new CacheEvent.NotReplicated(0, 1));

            replica.resume();
            await().untilAsserted(() -> {
                time.advance(Duration.ofSeconds(10));
                assertThat(fill(writing)).isTrue();
                assertThat(events).hasSize(2).endsWith(new CacheEvent.ReplicatedAgain(1));
            });
            int before = waits();
            for (int i = 0; i < 20; i++) {
                fill(writing);
            }
            assertThat(waits()).isEqualTo(before + 20);
            assertThat(events).hasSize(2);
        }
    }

    @Test
    void moreReplicasThanThereAreAreAnEventAndViewsOfAsManyShareIt() throws Exception {
        try (RemoteTier impatient = open(Duration.ofSeconds(4))) {
            get(impatient.join("node-1", 10));
            assertThat(fill(impatient.replicated(2))).isTrue();
            assertThat(fill(impatient.replicated(1).replicated(2))).isTrue();
            assertThat(waits()).isEqualTo(1);
            assertThat(fill(impatient.replicated(1))).isTrue();
            assertThat(waits()).isEqualTo(2);
            assertThat(events).containsExactly(new CacheEvent.NotReplicated(1, 2));
        }
    }

    @Test
    void aRefusalIsWhatItIsWithoutReplicas() throws Exception {
        lease();
        primary.cli("CONFIG", "SET", "maxmemory", "1");
        assertThatThrownBy(() -> get(tier.fill(KEY, "token", stamped("aaaaaaaa"), null)))
                .cause()
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContaining("OutOfMemory");
        primary.cli("CONFIG", "SET", "maxmemory", "0");
        primary.cli("SCRIPT", "FLUSH");
        assertThat(get(tier.fill(KEY, "another's", stamped("aaaaaaaa"), null))).isFalse();
        assertThat(get(tier.fill(KEY, "token", stamped("aaaaaaaa"), null))).isTrue();
        assertThat(events).isEmpty();
    }

    @Test
    void aViewIsNotClosedAndOneOfNoReplicasIsTheTierItself() throws Exception {
        tier.close();
        assertThat(fill(tier)).isTrue();
        assertThat(plain.replicated(0)).isSameAs(plain);
        assertThat(tier.replicated(0)).isSameAs(tier);
        assertThat(plain.replicated(1)).isSameAs(tier);
        assertThatIllegalArgumentException().isThrownBy(() -> plain.replicated(-1));
    }
}
