package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.tier.Lane;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An application that goes on calling its cache while servers come and go, and must not notice. */
final class Callers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Callers.class);

    /** From the first moment of a failover on, Redis's own part included. */
    private static final Duration BACK = Duration.ofSeconds(30);

    /** Some operation timeouts, on a loaded machine. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);

    private final String namespace = Namespaces.fresh();
    private final Instance instance;
    private final Instance other;
    private final Thread thread = new Thread(this::call, "callers");
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();
    private final long began = System.nanoTime();
    private volatile boolean ended;

    Callers(RedisServers servers) {
        RedisSettings settings =
                new RedisSettings(servers, null, null, null, null, Duration.ofSeconds(2), Duration.ofMillis(300), 24);
        instance = Instance.joined(new RedisRemoteTier(namespace, settings), Policies.BOTH, Instance.QUICK);
        other = Instance.joined(new RedisRemoteTier(namespace, settings), Policies.BOTH, Instance.QUICK);
        thread.start();
    }

    String controlLog() {
        return new RedisLayout(namespace, 1).log(Lane.CONTROL);
    }

    private void call() {
        TerraceCache cache = instance.cache("products");
        for (int i = 0; !ended; i++) {
            String key = "key" + i % 100;
            long from = System.nanoTime();
            try {
                assertThat(cache.fetch(key, () -> "v", EntryOptions.tagged("tag"))
                                .value())
                        .isEqualTo("v");
                if (i % 10 == 0) {
                    cache.evict(key);
                    cache.put("put", "v");
                }
                if (i % 100 == 0) {
                    instance.manager().evictByTag("tag");
                }
            } catch (Exception | AssertionError e) {
                errors.add(e);
            }
            calls.incrementAndGet();
            longest.accumulateAndGet(System.nanoTime() - from, Math::max);
        }
    }

    /** Waits until what one instance does is seen by the other; says how long all that took, and that no caller noticed. */
    void assertUndisturbed(String what) {
        await(what + ": in step").atMost(BACK).ignoreExceptions().until(this::isInStep);
        Duration back = Duration.ofNanos(System.nanoTime() - began);
        LOG.info(
                "{}: in step again {} ms after its beginning; {} calls, {} errors, the longest took {} ms",
                what,
                back.toMillis(),
                calls,
                errors.size(),
                Duration.ofNanos(longest.get()).toMillis());
        assertThat(errors).isEmpty();
        assertThat(calls).hasPositiveValue();
        assertThat(back).isLessThan(BACK);
        assertThat(Duration.ofNanos(longest.get())).isLessThan(LONGEST_CALL);
    }

    private boolean isInStep() {
        String value = String.valueOf(System.nanoTime());
        instance.cache("shared").put("probe", value);
        boolean seen = value.equals(other.cache("shared").get("probe", String.class));
        return seen
                && instance.manager().runtime().isConnected()
                && other.manager().runtime().isConnected();
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        thread.join();
        instance.close();
        other.close();
    }
}
