package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.ActivePattern;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.Member;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.Discard;
import dev.terrace.cache.tier.RemoteTier.Fill;
import dev.terrace.cache.tier.RemoteTier.Freshening;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTier.Renewal;
import dev.terrace.cache.tier.RemoteTier.Touch;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that evicts nothing and is full: whatever tells the truth still works, only values are refused. */
class FullMemoryIntegrationTests {

    private static final RemoteKey STORED = new RemoteKey("a", "'stored'", 1);
    private static final RemoteKey UNCHANGED = new RemoteKey("a", "'unchanged'", 4);
    private static final RemoteKey ABSENT = new RemoteKey("a", "'absent'", 2);
    private static final Lease LEASE = new Lease("token", Duration.ofSeconds(30));
    private static final Lane LANE = new Lane(0);

    private final TestRedis redis = TestRedis.start("--maxmemory", "3mb", "--maxmemory-policy", "noeviction");
    private final RemoteTier tier = new RedisRemoteTier(Namespaces.fresh(), Patient.settings(redis.address()));

    @BeforeEach
    void fillUp() throws Exception {
        get(tier.join("node-0", 10));
        get(tier.putIfAbsent(STORED, null, "a value".getBytes(), null));
        get(tier.putIfAbsent(UNCHANGED, null, new byte[10_000], Duration.ofHours(1)));
        int i = 0;
        while (redis.cli("SET", "filler:" + i++, "x".repeat(50_000)).equals("OK")) {}
        // What connections take comes and goes; so the server is well beyond its limit, not just at it.
        redis.cli("CONFIG", "SET", "maxmemory", "2500000");
        assertFull();
    }

    private void assertFull() {
        assertThat(redis.cli("XADD", "other", "*", "a", "b")).contains("OOM");
    }

    @AfterEach
    void stop() {
        assertFull();
        tier.close();
        redis.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void theFirstEntryOfALogIsWritten() throws Exception {
        assertThat(get(tier.tail(LANE, "node-1")).operation()).isEqualTo("node-1");
    }

    @Test
    void keysAreReadLeasedReleasedAndInvalidated() throws Exception {
        assertThat(get(tier.read(STORED, null, null))).isInstanceOf(RemoteRead.Hit.class);
        assertThat(get(tier.headers(List.of(STORED))).get(0)).isNotEmpty();
        assertThat(get(tier.read(ABSENT, null, LEASE))).isEqualTo(new RemoteRead.Leased());
        get(tier.release(ABSENT, "token"));
        assertThat(get(tier.read(ABSENT, null, new Lease("other", Duration.ofSeconds(30)))))
                .isEqualTo(new RemoteRead.Leased());
        get(tier.endLeases(List.of(ABSENT)));
        assertThat(get(tier.invalidate(
                                List.of(new KeyInvalidation(ABSENT, LEASE), new KeyInvalidation(STORED, null)),
                                "node-1"))
                        .removed())
                .containsExactly(false, true);
        assertThat(get(tier.readLog(LANE, Position.START)).entries()).hasSize(1);
    }

    @Test
    void leasesAreRenewedAndKeysThrottled() throws Exception {
        get(tier.read(ABSENT, null, LEASE));
        assertThat(get(tier.renew(List.of(new Renewal(ABSENT, LEASE))))).containsExactly(true);
        get(tier.throttle(ABSENT, LEASE));
        assertThat(get(tier.read(ABSENT, new byte[8], LEASE))).isEqualTo(new RemoteRead.Throttled());
        assertThat(get(tier.read(ABSENT, null, LEASE))).isEqualTo(new RemoteRead.Leased());
    }

    @Test
    void valuesBeginANewLifeSinceThatNeedsNoRoom() throws Exception {
        byte[] dates = new byte[36];
        dates[0] = 7;
        get(tier.read(UNCHANGED, new byte[8], LEASE));
        assertThat(get(tier.freshen(new Freshening(UNCHANGED, "token", new byte[8], dates, null))))
                .isTrue();
        byte[] expected = new byte[10_000];
        expected[8] = 7;
        assertThat(get(tier.read(UNCHANGED, null, null)))
                .isInstanceOfSatisfying(
                        RemoteRead.Hit.class, hit -> assertThat(hit.stored()).isEqualTo(expected));
    }

    @Test
    void valuesAreTouched() throws Exception {
        assertThat(get(tier.touch(List.of(
                        new Touch(UNCHANGED, new byte[8], Duration.ofHours(1)),
                        new Touch(STORED, new byte[0], Duration.ofMillis(1))))))
                .containsExactly(true, true);
        await().until(() -> get(tier.read(STORED, null, null)).equals(new RemoteRead.Absent()));
        assertThat(get(tier.read(UNCHANGED, null, null))).isInstanceOf(RemoteRead.Hit.class);
    }

    @Test
    void valuesAreDiscarded() throws Exception {
        assertThat(get(tier.discard(List.of(new Discard(STORED, new byte[0]))))).isEqualTo(1);
    }

    @Test
    void theControlLaneGoesOn() throws Exception {
        get(tier.invalidate(new Invalidation.OfTags(List.of("t")), "node-1", Position.START));
        get(tier.invalidate(new Invalidation.OfCache("a"), "node-2", Position.START));
        get(tier.invalidate(new Invalidation.OfPattern(new KeyPattern("a", "4*")), "node-3", Position.START));
        assertThat(get(tier.own("node-3", "node", Duration.ofMinutes(5)))).isTrue();
        long from = get(tier.tail(Lane.CONTROL, "node-4")).position();
        get(tier.fence(from, from, "node-5"));
        get(tier.announce(new Member("node", "host", "1", 0), Duration.ofHours(1)));
        var snapshot = get(tier.join("node-6", 10));
        assertThat(snapshot.tags().positions()).containsOnlyKeys("t");
        assertThat(snapshot.clears()).containsOnlyKeys("a");
        assertThat(snapshot.patterns()).extracting(ActivePattern::owner).containsExactly("node");
        assertThat(snapshot.fences()).hasSize(1);
        assertThat(get(tier.members())).hasSize(1);
        get(tier.invalidate(new Invalidation.Retired("node-3"), "node-7", Position.START));
    }

    @Test
    void anotherMemberJoinsAnEmptyNamespace() throws Exception {
        try (RemoteTier other = new RedisRemoteTier(Namespaces.fresh(), Patient.settings(redis.address()))) {
            assertThat(get(other.join("node-1", 10)).epoch()).isNotEmpty();
        }
    }

    @Test
    void valuesAreRefusedAndNothingElseChanges() throws Exception {
        get(tier.read(ABSENT, null, LEASE));
        RemoteKey second = new RemoteKey("a", "'second'", 3);
        get(tier.read(second, null, LEASE));
        List<Fill> fills = List.of(
                new Fill(STORED, "nobody's", new byte[100], null),
                new Fill(ABSENT, "token", new byte[100], null),
                new Fill(second, "token", new byte[100], null));
        assertRefused(() -> get(tier.fill(fills)));
        assertRefused(() -> get(tier.putIfAbsent(ABSENT, null, new byte[100], null)));
        for (RemoteKey key : List.of(ABSENT, second)) {
            assertThat(get(tier.read(key, null, LEASE))).as("still ours").isEqualTo(new RemoteRead.Leased());
        }
        assertThat(get(tier.read(STORED, null, null))).isInstanceOf(RemoteRead.Hit.class);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContaining("OutOfMemory");
    }
}
