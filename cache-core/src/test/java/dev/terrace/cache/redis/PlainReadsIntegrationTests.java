package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.Read;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a read sends, by the server's own count, on a server of its own. */
class PlainReadsIntegrationTests {

    private static final RemoteKey THERE = key("there");
    private static final RemoteKey TOO = key("too");
    private static final RemoteKey ABSENT = key("absent");
    private static final byte[] VALUE = {1};
    private static final Lease LEASE = new Lease("token", Duration.ofMinutes(1));
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final TestRedis redis = TestRedis.startLocal();
    private final String namespace = Namespaces.fresh();
    private final AtomicLong nanos = new AtomicLong();
    private volatile Duration eachLook = Duration.ZERO;
    private final RemoteTier tier =
            new RedisRemoteTier(namespace, LeastRights.on(redis), event -> {}, RedisLimits.DEFAULT, new CacheClock() {
                @Override
                public long nanoTime() {
                    return nanos.getAndAdd(eachLook.toNanos());
                }

                @Override
                public long millis() {
                    return 0;
                }
            });

    private static RemoteKey key(String text) {
        return new RemoteKey("products", "'" + text + "'", 1);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void store() throws Exception {
        get(tier.join("operation", 10));
        get(tier.putIfAbsent(THERE, null, VALUE, null));
        get(tier.putIfAbsent(TOO, null, VALUE, null));
        get(tier.read(ABSENT, new byte[8], null));
        redis.cli("CONFIG", "RESETSTAT");
    }

    @AfterEach
    void close() {
        tier.close();
        redis.close();
    }

    private long calls(String command) {
        Matcher calls =
                Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(redis.cli("INFO", "commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    private static Read read(RemoteKey key) {
        return new Read(key, null, LEASE);
    }

    @Test
    void hitsTakeNoScript() throws Exception {
        assertThat(get(tier.read(THERE, null, LEASE))).isInstanceOf(RemoteRead.Hit.class);
        assertThat(get(tier.read(List.of(read(THERE), read(TOO), read(THERE)))))
                .hasSize(3)
                .hasOnlyElementsOfType(RemoteRead.Hit.class);
        assertThat(calls("get")).isEqualTo(1);
        assertThat(calls("mget")).isEqualTo(1);
        assertThat(calls("evalsha")).isZero();
    }

    @Test
    void onlyWhatIsNotThereIsReadByTheScriptAndTheOrderIsKept() throws Exception {
        Read refresh = new Read(THERE, new byte[8], LEASE);
        assertThat(get(tier.read(List.of(read(ABSENT), read(TOO), refresh, read(THERE), read(ABSENT)))))
                .extracting(Object::getClass)
                .containsExactly(
                        RemoteRead.Leased.class,
                        RemoteRead.Hit.class,
                        RemoteRead.Hit.class,
                        RemoteRead.Hit.class,
                        RemoteRead.Leased.class);
        assertThat(calls("evalsha")).isEqualTo(1);
        assertThat(calls("mget")).isEqualTo(1);
        assertThat(calls("get")).as("of values and leases by the script").isLessThanOrEqualTo(5);
    }

    @Test
    void aCacheWhoseReadsMissTakesTheScriptAtOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(get(tier.read(key("absent" + i), null, LEASE))).isInstanceOf(RemoteRead.Leased.class);
        }
        redis.cli("CONFIG", "RESETSTAT");
        assertThat(get(tier.read(List.of(read(THERE), read(ABSENT))))).hasSize(2);
        assertThat(calls("mget")).isZero();
        assertThat(calls("evalsha")).isEqualTo(1);
    }

    @Test
    void aKeyOfAnotherTypeIsLeftToTheScript() throws Exception {
        String value = "{" + namespace + ":1/0}:v:products:'list'";
        redis.cli("RPUSH", value, "element");
        assertEmpty(get(tier.read(key("list"), null, LEASE)));
        assertEmpty(get(tier.read(List.of(read(key("list")), read(THERE)))).get(0));
    }

    /** What no reader understands. */
    private static void assertEmpty(RemoteRead read) {
        assertThat(read)
                .isInstanceOfSatisfying(
                        RemoteRead.Hit.class, hit -> assertThat(hit.stored()).isEmpty());
    }

    @Test
    void aRightThatIsMissingCostsOnlyTheScript() throws Exception {
        redis.cli("ACL", "SETUSER", LeastRights.USER, "-mget");
        List<Read> both = List.of(read(THERE), read(TOO));
        for (int i = 0; i < 100; i++) {
            assertThat(get(tier.read(both))).hasSize(2).hasOnlyElementsOfType(RemoteRead.Hit.class);
        }
        assertThat(calls("evalsha")).isEqualTo(100);
        assertThat(refusedOf("mget")).as("not tried again").isEqualTo(1);
        get(tier.read(THERE, null, LEASE));
        assertThat(calls("evalsha")).as("a right that is there").isEqualTo(100);
        redis.cli("ACL", "SETUSER", LeastRights.USER, "+mget");
        nanos.addAndGet(Spared.WHILE.toNanos());
        get(tier.read(both));
        assertThat(calls("mget")).as("tried after a while, and likely as ever").isEqualTo(1);
    }

    private long refusedOf(String command) {
        Matcher refused = Pattern.compile("cmdstat_" + command + ":.*rejected_calls=(\\d+)")
                .matcher(redis.cli("INFO", "commandstats"));
        return refused.find() ? Long.parseLong(refused.group(1)) : 0;
    }

    @Test
    void bothCallsTogetherTakeNoLongerThanOneMay() {
        // Whatever may write waits, and so does the script; the plain call does not, and seems to have taken long.
        redis.cli("CLIENT", "PAUSE", "5000", "WRITE");
        eachLook = TIMEOUT.minusMillis(1_000);
        assertThatThrownBy(() -> get(tier.read(ABSENT, null, LEASE)))
                .hasRootCauseInstanceOf(RemoteTierException.class)
                .hasRootCauseMessage("No reply in time: too little of it was left after a plain read");
        redis.cli("CLIENT", "UNPAUSE");
        eachLook = Duration.ZERO;
        await().until(() -> calls("evalsha") > 0);
        Lease next = new Lease("next", Duration.ofMinutes(1));
        await().untilAsserted(() -> assertThat(get(tier.read(ABSENT, null, next)))
                .as("the lease that came too late went back")
                .isInstanceOf(RemoteRead.Leased.class));
    }

    @Test
    void withAlmostNoTimeLeftThereIsNoSecondCall() {
        eachLook = TIMEOUT.minusMillis(50);
        assertThatThrownBy(() -> get(tier.read(ABSENT, null, LEASE))).hasRootCauseInstanceOf(RemoteTierException.class);
        assertThat(calls("evalsha")).isZero();
    }

    @Test
    void aKeyOfAnotherTypeSparesNoCommand() throws Exception {
        redis.cli("RPUSH", "{" + namespace + ":1/0}:v:products:'list'", "element");
        get(tier.read(key("list"), null, LEASE));
        assertThat(calls("evalsha")).isEqualTo(1);
        get(tier.read(THERE, null, LEASE));
        assertThat(calls("evalsha")).as("that was about one key").isEqualTo(1);
    }
}
