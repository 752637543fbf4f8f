package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestNode;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance's tier, as servers come and go. */
final class TierProbe implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TierProbe.class);

    private static final byte[] VALUE = {1};
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What is promised, with room for a busy machine. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final String namespace = Namespaces.fresh();
    private final RedisLayout layout;
    private final RemoteTier tier;
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();

    /** One with the timeouts of production, joined and listening. */
    TierProbe(RedisServers servers) {
        this(new RedisSettings(servers, null, null, null, null, Duration.ofSeconds(2), Duration.ofMillis(300), 24));
    }

    TierProbe(RedisSettings settings) {
        layout = new RedisLayout(namespace, settings.lanes());
        tier = new RedisRemoteTier(namespace, settings);
        await("The tier joins")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> get(tier.join(operation(), 10)) != null);
        get(tier.subscribe(new Ears()));
        await("The bus is heard").until(() -> subscriptions.get() > 0);
    }

    static RemoteKey key(String text) {
        return new RemoteKey("products", text, KeyHash.of("products", text));
    }

    String keyInRedis(RemoteKey key) {
        return layout.value(key);
    }

    String channel() {
        return layout.channel();
    }

    int subscriptions() {
        return subscriptions.get();
    }

    private String operation() {
        return namespace + "-" + operations.incrementAndGet();
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every kind of step on a key and on the control lane, once. */
    void exercise(RemoteKey key) {
        String token = operation();
        get(tier.invalidate(List.of(new RemoteTier.KeyInvalidation(key, new Lease(token, LEASE))), operation()));
        assertThat(get(tier.fill(key, token, VALUE, null))).isTrue();
        assertThat(get(tier.read(key, null, null))).isInstanceOf(RemoteRead.Hit.class);
        get(tier.invalidate(new Invalidation.OfTags(List.of("tag")), operation(), Position.END));
        get(tier.readLog(Lane.of(key.hash(), tier.lanes()), Position.START));
        get(tier.readLog(Lane.CONTROL, Position.START));
    }

    boolean holds(RemoteKey key) {
        return get(tier.read(key, null, null)) instanceof RemoteRead.Hit;
    }

    /** Whether an invalidation is heard that is made now. */
    boolean hears(RemoteKey key) {
        String operation = operation();
        get(tier.invalidate(List.of(new RemoteTier.KeyInvalidation(key, null)), operation));
        await().atMost(Duration.ofMillis(500)).until(() -> heard.contains(operation));
        return true;
    }

    /** Waits until every step works again and the bus delivers, both within the bound from now on. */
    void awaitRecovery(String what, RemoteKey key) {
        long start = System.nanoTime();
        await(what + ": steps").atMost(BOUND).ignoreExceptions().untilAsserted(() -> exercise(key));
        long steps = System.nanoTime();
        await(what + ": bus").atMost(BOUND).ignoreExceptions().until(() -> hears(key));
        LOG.info(
                "{}: steps after {} ms, bus after {} ms",
                what,
                millis(steps - start),
                millis(System.nanoTime() - start));
    }

    /** As {@link #awaitRecovery}, where the old primary would go on taking steps: waits until they arrive at the new one. */
    void awaitMove(String what, RemoteKey key, Supplier<TestNode> primary) {
        long start = System.nanoTime();
        await(what + ": arrival").atMost(BOUND).ignoreExceptions().until(() -> {
            primary.get().cli("DEL", keyInRedis(key));
            exercise(key);
            return primary.get().cli("EXISTS", keyInRedis(key)).equals("1");
        });
        LOG.info("{}: arrived after {} ms", what, millis(System.nanoTime() - start));
        awaitRecovery(what, key);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Override
    public void close() {
        tier.close();
    }

    private final class Ears implements RemoteTier.BusListener {

        @Override
        public void onMessage(LogMessage message) {
            heard.add(message.entry().operation());
        }

        @Override
        public void onMalformed() {
            throw new AssertionError("A message that does not parse");
        }

        @Override
        public void onSubscribed() {
            subscriptions.incrementAndGet();
        }
    }
}
