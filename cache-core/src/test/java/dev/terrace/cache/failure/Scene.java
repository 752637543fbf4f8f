package dev.terrace.cache.failure;

import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.Call;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.testing.FaultProxy;
import dev.terrace.cache.testing.RespClient;
import dev.terrace.cache.testing.TestRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/** A server and two instances on it: here through a line that can be bad, there through a good one. They use database 1. */
final class Scene implements AutoCloseable {

    /** Of an instance that is to lose Redis, soon. */
    static final Duration TIMEOUT = Duration.ofMillis(300);

    /** Of one that is not to take a busy machine for an outage. */
    private static final Duration LONG_TIMEOUT = Duration.ofMillis(1_500);

    private static final int DATABASE = 1;
    private static final Duration PATIENT = Duration.ofSeconds(10);

    private final String namespace = Namespaces.fresh();
    private final TestRedis redis;
    private final Duration timeout;
    private final FaultProxy line;
    private final Instance here;
    private final Instance there;

    Scene(TestRedis redis, Fault.Outage outage) {
        this.redis = redis;
        timeout = outage == Fault.Outage.NONE ? LONG_TIMEOUT : TIMEOUT;
        line = new FaultProxy(redis.address());
        here = started(line.address(), timeout);
        there = started(redis.address(), LONG_TIMEOUT);
    }

    private Instance started(String address, Duration timeout) {
        RedisSettings settings = new RedisSettings(
                new RedisServers.Single(address, DATABASE), null, null, null, null, Duration.ofSeconds(2), timeout, 24);
        return Instance.started(
                new RedisRemoteTier(namespace, settings), Policies.BOTH, coherence(timeout), event -> {});
    }

    private static CoherenceSettings coherence(Duration timeout) {
        return new CoherenceSettings(
                Duration.ofMillis(200),
                timeout.multipliedBy(2).plusSeconds(1),
                Duration.ofSeconds(60),
                true,
                Duration.ofMillis(500),
                timeout);
    }

    /** Both are in step, calls are prepared, and nothing has been told. */
    void prepare(List<Call> calls, String... rounds) {
        awaitJoined();
        for (Call call : calls) {
            for (String round : rounds) {
                call.prepare(here, there, call.cacheOf(round));
            }
        }
        awaitJoined();
        here.events().clear();
        there.events().clear();
    }

    /** On a busy machine a try may be in vain before anything has gone wrong. */
    private void awaitJoined() {
        await().atMost(PATIENT).until(() -> isInStep(here) && isInStep(there));
    }

    /** What is told comes a moment after its effect. */
    private static boolean isInStep(Instance instance) {
        int lost = events(instance, CacheEvent.RemoteLost.class).size();
        CompletableFuture<Void> joined =
                instance.manager().runtime().firstJoin().toCompletableFuture();
        return lost == 0
                ? joined.isDone() && !joined.isCompletedExceptionally()
                : lost == events(instance, CacheEvent.RemoteRegained.class).size();
    }

    TestRedis redis() {
        return redis;
    }

    FaultProxy line() {
        return line;
    }

    Instance here() {
        return here;
    }

    Instance there() {
        return there;
    }

    /** How long the afflicted instance waits for a reply. */
    Duration timeout() {
        return timeout;
    }

    /** A connection of the test to the server, past the line. */
    RespClient client() throws IOException {
        return RespClient.to(redis.url() + "/" + DATABASE, PATIENT);
    }

    /** The reply to a command on a connection of its own. */
    String cli(String... command) throws IOException {
        try (RespClient client = client()) {
            return client.call(command);
        }
    }

    /** The name of a key of a lane: {@code 0}, or {@code c} for the control lane. */
    String key(String lane, String rest) {
        return "{%s:1/%s}:%s".formatted(namespace, lane, rest);
    }

    /** The names of the keys of all values. */
    List<String> values() throws IOException {
        return cli("KEYS", key("0", "v:*")).lines().toList();
    }

    /** A number that INFO tells. */
    long info(String section, String name) throws IOException {
        String text = cli("INFO", section);
        int begin = text.indexOf("\n" + name + ":") + name.length() + 2;
        return Long.parseLong(text.substring(begin, text.indexOf('\r', begin)));
    }

    /** What all caches of the afflicted instance have counted. */
    long count(ToLongFunction<CacheStatistics> counter) {
        return here.manager().getCacheNames().stream()
                .mapToLong(name -> counter.applyAsLong(here.cache(name).statistics()))
                .sum();
    }

    static <E extends CacheEvent> List<E> events(Instance instance, Class<E> kind) {
        return instance.events().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    @Override
    public void close() {
        line.heal();
        here.close();
        there.close();
        line.close();
    }
}
