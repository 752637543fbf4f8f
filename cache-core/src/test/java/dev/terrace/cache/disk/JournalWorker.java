package dev.terrace.cache.disk;

import static org.awaitility.Awaitility.await;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.WorkerOrders;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.tier.InvalidationJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process with two instances, one with a journal and one without; {@link dev.terrace.cache.fixture.WorkerProcess} starts it. */
final class JournalWorker {

    static final CoherenceSettings COHERENCE = new CoherenceSettings(
            Duration.ofMillis(200),
            Duration.ofSeconds(3),
            Duration.ofSeconds(60),
            true,
            Duration.ZERO,
            Duration.ofMillis(500));

    private List<Instance> instances = List.of();

    private JournalWorker() {}

    public static void main(String[] arguments) throws IOException {
        WorkerOrders.follow(new JournalWorker()::perform);
    }

    private String perform(String[] words) {
        switch (words[0]) {
            case "start" -> start(words[1], words[2], Path.of(words[3]));
            case "joined" -> awaitConnected(true);
            case "away" -> awaitConnected(false);
            case "evict" -> {
                evict(instances.get(0), "kept");
                evict(instances.get(1), "lost");
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "done";
    }

    /** {@code start <address> <namespace> <journal>}. */
    private void start(String address, String namespace, Path journal) {
        instances = List.of(
                start(address, namespace, DiskJournal.open(journal, namespace, event -> {})),
                start(address, namespace, InvalidationJournal.NONE));
    }

    private static Instance start(String address, String namespace, InvalidationJournal journal) {
        return Instance.started(
                new RedisRemoteTier(namespace, RedisSettings.of(address)), Policies.BOTH, COHERENCE, journal);
    }

    private void awaitConnected(boolean connected) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> instances.stream()
                        .allMatch(instance -> instance.manager().runtime().isConnected() == connected));
    }

    private static void evict(Instance instance, String name) {
        instance.cache("products").evict(name);
        instance.manager().evictByTag(name + "-tag");
        instance.cache(name + "-cleared").clear();
        instance.cache("products").evictByPattern(name + "-pattern*");
    }
}
