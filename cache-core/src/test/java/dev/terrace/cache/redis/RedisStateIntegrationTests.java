package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.Member;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.Freshening;
import dev.terrace.cache.tier.RemoteTier.Renewal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The control state and the leases in Redis: a stored format. */
class RedisStateIntegrationTests {

    private final String namespace = Namespaces.fresh();
    private final RemoteTier tier =
            new RedisRemoteTier(namespace, Patient.settings(TestRedis.shared().address()));

    @BeforeEach
    void join() throws Exception {
        get(tier.join("node-0", 10));
    }

    @AfterEach
    void close() {
        tier.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private String cli(String command, String key, String... arguments) {
        String[] all = new String[2 + arguments.length];
        all[0] = command;
        all[1] = "{" + namespace + ":1/c}:" + key;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return TestRedis.shared().cli(all);
    }

    private String lease(String command) {
        return TestRedis.shared().cli(command, "{" + namespace + ":1/0}:l:a:'x'");
    }

    private String lastId() throws Exception {
        return Position.format(get(tier.tail(Lane.CONTROL, "node-1")).position());
    }

    @Test
    void aNewNamespaceHasAnEpochItsLanesAndItsBeginning() throws Exception {
        assertThat(cli("HGET", "meta", "epoch")).hasSize(36);
        assertThat(cli("HGET", "meta", "lanes")).isEqualTo("1");
        assertThat(cli("HGET", "meta", "cleared")).isEqualTo(lastId());
        assertThat(cli("HLEN", "meta")).isEqualTo("3");
        assertThat(cli("ZSCORE", "tags", "\0")).isEqualTo("inf");
    }

    @Test
    void aTagHasTheScoreOfItsLastInvalidation() throws Exception {
        get(tier.invalidate(new Invalidation.OfTags(List.of("t")), "node-2", Position.END));
        String[] id = lastId().split("-");
        long score = Long.parseLong(id[0]) * 1000 + Long.parseLong(id[1]);
        assertThat(cli("ZSCORE", "tags", "t")).isEqualTo(Long.toString(score));
    }

    @Test
    void aClearIsTheIdOfItsEntry() throws Exception {
        get(tier.invalidate(new Invalidation.OfCache("a:b c"), "node-2", Position.END));
        assertThat(cli("HGET", "meta", "clear:a:b c")).isEqualTo(lastId());
    }

    @Test
    void aPatternIsItsIdDeadlineOwnerAndRecord() throws Exception {
        get(tier.invalidate(new Invalidation.OfPattern(new KeyPattern("abc", "4*")), "a-node-2", Position.END));
        assertThat(cli("HGET", "meta", "pattern:a-node-2"))
                .matches("(?s)" + lastId() + " \\d{13} a-node P\0\003abc\0\0024\\*");
    }

    @Test
    void aFenceIsNamedByItsEnd() throws Exception {
        get(tier.fence(Position.of(7, 3), Position.START, "node-2"));
        assertThat(cli("HGET", "meta", "fence:" + lastId())).isEqualTo("7-3");
    }

    @Test
    void anInstanceIsItsLastSyncVersionAndHost() throws Exception {
        get(tier.announce(new Member("node", "a host", "1.0", 0), Duration.ofSeconds(90)));
        assertThat(cli("HGET", "instances", "node")).matches("\\d{13} 1\\.0 a%0020host");
        assertThat(cli("HGET", "meta", "max-ttl")).isEqualTo("90000");
        get(tier.announce(new Member("node", "a host", "1.0", 0), null));
        assertThat(cli("HGET", "meta", "max-ttl")).isEqualTo("forever");
    }

    @Test
    void aLeaseIsItsTokenAndAThrottledKeyAByteThatNoTokenHas() throws Exception {
        RemoteKey key = new RemoteKey("a", "'x'", 1);
        get(tier.read(key, null, new Lease("node-7", Duration.ofSeconds(50))));
        assertThat(lease("GET")).isEqualTo("node-7");
        get(tier.renew(List.of(new Renewal(key, new Lease("node-7", Duration.ofSeconds(90))))));
        assertThat(Long.parseLong(lease("PTTL"))).isBetween(50_001L, 90_000L);
        get(tier.throttle(key, new Lease("node-7", Duration.ofSeconds(30))));
        assertThat(lease("STRLEN")).isEqualTo("1");
        assertThat(TestRedis.shared().cli("GETBIT", "{" + namespace + ":1/0}:l:a:'x'", "0"))
                .isEqualTo("1");
        assertThat(TestRedis.shared().cli("BITCOUNT", "{" + namespace + ":1/0}:l:a:'x'"))
                .isEqualTo("8");
        assertThat(Long.parseLong(lease("PTTL"))).isBetween(1L, 30_000L);
    }

    @Test
    void aFreshenedValueLivesAsLongAsItIsTold() throws Exception {
        RemoteKey key = new RemoteKey("a", "'x'", 1);
        String value = "{" + namespace + ":1/0}:v:a:'x'";
        get(tier.putIfAbsent(key, null, new byte[60], Duration.ofSeconds(50)));
        for (Duration life : new Duration[] {Duration.ofSeconds(90), null}) {
            byte[] known = stamp(key);
            get(tier.read(key, known, new Lease("node-7", Duration.ofSeconds(50))));
            byte[] dates = new byte[36];
            dates[0] = (byte) (known[0] + 1);
            assertThat(get(tier.freshen(new Freshening(key, "node-7", known, dates, life))))
                    .isTrue();
            long left = Long.parseLong(TestRedis.shared().cli("PTTL", value));
            assertThat(left).isBetween(life != null ? 50_001L : -1L, life != null ? 90_000L : -1L);
        }
    }

    private byte[] stamp(RemoteKey key) throws Exception {
        return Envelope.stampOf(((RemoteRead.Hit) get(tier.read(key, null, null))).stored());
    }
}
