package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.Fill;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long values reach the server, by its own count, on a server of its own. */
class LongFillsIntegrationTests {

    private static final RemoteKey KEY = key("key");
    private static final RemoteKey OTHER = key("other");
    private static final Lease LEASE = new Lease("token", Duration.ofMinutes(1));
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final TestRedis redis = TestRedis.startLocal();
    private final String namespace = Namespaces.fresh();
    private final AtomicLong nanos = new AtomicLong();
    private final RemoteTier tier =
            new RedisRemoteTier(namespace, LeastRights.on(redis), event -> {}, RedisLimits.DEFAULT, new CacheClock() {
                @Override
                public long nanoTime() {
                    return nanos.get();
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

    private static byte[] value(int seed) {
        byte[] value = new byte[LongFills.LONG];
        Arrays.fill(value, (byte) seed);
        return value;
    }

    @BeforeEach
    void lease() throws Exception {
        get(tier.join("operation", 10));
        assertThat(get(tier.read(KEY, null, LEASE))).isInstanceOf(RemoteRead.Leased.class);
        assertThat(get(tier.read(OTHER, null, LEASE))).isInstanceOf(RemoteRead.Leased.class);
        redis.cli("CONFIG", "RESETSTAT");
    }

    @AfterEach
    void close() {
        tier.close();
        redis.close();
    }

    private Fill fill(RemoteKey key, int seed) {
        return new Fill(key, LEASE.token(), value(seed), LIFE);
    }

    private void assertStored(RemoteKey key, int seed) throws Exception {
        assertThat(get(tier.read(key, null, null)))
                .isInstanceOfSatisfying(
                        RemoteRead.Hit.class, hit -> assertThat(hit.stored()).isEqualTo(value(seed)));
    }

    private String keys(String kind) {
        return redis.cli("KEYS", "{" + namespace + ":1/0}:" + kind + ":*").trim();
    }

    private String inRedis(RemoteKey key) {
        return "{" + namespace + ":1/0}:v:products:" + key.text();
    }

    private long millisLeft(RemoteKey key) {
        return Long.parseLong(redis.cli("PTTL", inRedis(key)).replaceAll("[^-0-9]", ""));
    }

    private long count(String command, String what) {
        Matcher count = Pattern.compile("cmdstat_" + command + ":.*?\\b" + what + "=(\\d+)")
                .matcher(redis.cli("INFO", "commandstats"));
        return count.find() ? Long.parseLong(count.group(1)) : 0;
    }

    @Test
    void aLongValueIsRenamedIntoItsPlace() throws Exception {
        assertThat(get(tier.fill(List.of(fill(KEY, 1))))).containsExactly(true);
        assertStored(KEY, 1);
        assertThat(count("rename", "calls")).isEqualTo(1);
        assertThat(millisLeft(KEY)).isBetween(1L, LIFE.toMillis()).isGreaterThan(LIFE.toMillis() / 2);
        assertThat(keys("a")).isEmpty();
        assertThat(keys("l")).as("the lease of the other key").doesNotContain(KEY.text());
    }

    @Test
    void whatLivesForEverDoesSo() throws Exception {
        get(tier.fill(List.of(new Fill(KEY, LEASE.token(), value(1), null))));
        assertStored(KEY, 1);
        assertThat(millisLeft(KEY)).isEqualTo(-1);
    }

    @Test
    void severalGoTogether() throws Exception {
        assertThat(get(tier.fill(List.of(fill(KEY, 1), fill(OTHER, 2))))).containsExactly(true, true);
        assertStored(KEY, 1);
        assertStored(OTHER, 2);
        assertThat(count("evalsha", "calls")).isEqualTo(1);
    }

    @Test
    void withoutTheLeaseNothingIsStoredAndNothingKept() throws Exception {
        get(tier.release(KEY, LEASE.token()));
        assertThat(get(tier.fill(List.of(fill(KEY, 1), fill(OTHER, 2))))).containsExactly(false, true);
        assertThat(get(tier.read(KEY, null, null))).isInstanceOf(RemoteRead.Absent.class);
        assertStored(OTHER, 2);
        assertThat(keys("a")).isEmpty();
    }

    @Test
    void aFillThatIsSentAgainIsStillStored() throws Exception {
        get(tier.fill(List.of(fill(KEY, 1))));
        assertThat(get(tier.fill(List.of(fill(KEY, 1))))).containsExactly(true);
        assertThat(get(tier.fill(List.of(fill(KEY, 2))))).as("another value").containsExactly(false);
        assertStored(KEY, 1);
    }

    @Test
    void aScriptThatTheServerHasForgottenIsLoadedAgain() throws Exception {
        get(tier.fill(List.of(fill(KEY, 1))));
        redis.cli("SCRIPT", "FLUSH");
        assertThat(get(tier.fill(List.of(fill(OTHER, 2))))).containsExactly(true);
        assertStored(OTHER, 2);
    }

    @Test
    void shortOnesAreArguments() throws Exception {
        byte[] shorter = Arrays.copyOf(value(1), LongFills.LONG - 1);
        assertThat(get(tier.fill(List.of(new Fill(KEY, LEASE.token(), shorter, LIFE)))))
                .containsExactly(true);
        assertThat(count("rename", "calls")).isZero();
    }

    @Test
    void aRightThatIsMissingCostsOnlyTheWayAround() throws Exception {
        redis.cli("ACL", "SETUSER", LeastRights.USER, "-rename");
        assertThat(get(tier.fill(List.of(fill(KEY, 1))))).containsExactly(true);
        redis.cli("CONFIG", "RESETSTAT");
        assertThat(get(tier.fill(List.of(fill(OTHER, 2))))).containsExactly(true);
        assertThat(count("evalsha", "calls")).as("not tried again").isEqualTo(1);
        assertStored(KEY, 1);
        assertStored(OTHER, 2);
        redis.cli("ACL", "SETUSER", LeastRights.USER, "+rename");
        nanos.addAndGet(Spared.WHILE.toNanos());
        get(tier.read(key("third"), null, LEASE));
        assertThat(get(tier.fill(List.of(fill(key("third"), 3))))).containsExactly(true);
        assertThat(count("rename", "calls")).as("tried again after a while").isEqualTo(1);
    }

    @Test
    void whatLiesAsideAndIsAnotherValueIsNotTaken() throws Exception {
        String aside = "{" + namespace + ":1/0}:a:products:" + KEY.text() + ":" + LEASE.token();
        redis.cli("SET", aside, "another one", "PX", "60000");
        assertThat(get(tier.fill(List.of(fill(KEY, 1), fill(OTHER, 2))))).containsExactly(true, true);
        assertStored(KEY, 1);
        assertStored(OTHER, 2);
        assertThat(count("rename", "calls")).as("the other one was laid aside").isEqualTo(1);
        assertThat(keys("a")).isEmpty();
    }

    @Test
    void aFullMemoryIsNamed() {
        redis.cli("CONFIG", "SET", "maxmemory", "1");
        assertThatThrownBy(() -> get(tier.fill(List.of(fill(KEY, 1)))))
                .hasRootCauseInstanceOf(RemoteTierException.class)
                .rootCause()
                .satisfies(cause -> assertThat(((RemoteTierException) cause).isOutOfMemory())
                        .isTrue());
        redis.cli("CONFIG", "SET", "maxmemory", "0");
        assertThat(keys("v")).isEmpty();
        assertThat(count("evalsha", "calls")).as("not sent a second time").isEqualTo(1);
    }
}
