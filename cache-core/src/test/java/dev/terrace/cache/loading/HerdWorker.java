package dev.terrace.cache.loading;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.WorkerOrders;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A small process with one instance and, at times, a {@link Herd}; {@link dev.terrace.cache.fixture.WorkerProcess} starts it. */
final class HerdWorker {

    static final Duration LEASE = Duration.ofSeconds(2);

    /** Long ones: ten processes on few cores must not take each other's load for an outage of Redis. */
    private static final CoherenceSettings COHERENCE = new CoherenceSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            true,
            Duration.ZERO,
            Duration.ofSeconds(5));

    private static final int CONNECTIONS = 4;
    private static final long LONGEST_JOIN_SECONDS = 55;

    private int number;
    private String url = "";
    private @Nullable Instance instance;
    private @Nullable Ledger ledger;
    private @Nullable Herd herd;

    private HerdWorker() {}

    public static void main(String[] arguments) throws IOException {
        WorkerOrders.follow(new HerdWorker()::perform);
    }

    private String perform(String[] words) throws Exception {
        switch (words[0]) {
            case "join" -> join(words);
            case "assemble" -> assemble(List.of(words));
            case "go" -> Objects.requireNonNull(herd).release();
            case "result" -> {
                return Objects.requireNonNull(herd).result();
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "done";
    }

    /** {@code join <number> <address> <url> <namespace>}. */
    private void join(String[] words) throws Exception {
        number = Integer.parseInt(words[1]);
        url = words[3];
        RedisSettings redis = new RedisSettings(
                new RedisServers.Single(words[2], 0),
                null,
                null,
                null,
                null,
                Duration.ofSeconds(10),
                COHERENCE.timeout(),
                CONNECTIONS);
        instance = Instance.started(
                new RedisRemoteTier(words[4], redis), Policies.leasing(Policies.BOTH, LEASE), COHERENCE, event -> {});
        // Ten of them start at once.
        instance.manager().runtime().firstJoin().toCompletableFuture().get(LONGEST_JOIN_SECONDS, TimeUnit.SECONDS);
    }

    /** {@code assemble <ledger> <cache> <task>}: answered when all callers are ready. */
    private void assemble(List<String> words) throws InterruptedException {
        if (ledger != null) {
            ledger.close();
        }
        ledger = new Ledger(url, words.get(1));
        herd = new Herd(
                number,
                Objects.requireNonNull(instance).cache(words.get(2)),
                ledger,
                Herd.Task.parse(words.subList(3, words.size())));
        herd.awaitReady();
    }
}
