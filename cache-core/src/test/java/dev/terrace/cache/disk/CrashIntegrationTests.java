package dev.terrace.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.fixture.WorkerProcess;
import dev.terrace.cache.testing.TestRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while Redis is down and its evictions wait: the next one sends those that its journal has. */
class CrashIntegrationTests {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final String namespace = Namespaces.fresh();

    private record Entry(String cache, String key) {}

    /** One for each way to evict it. */
    private static List<Entry> entries(String name) {
        return List.of(
                new Entry("products", name),
                new Entry("products", name + "-tagged"),
                new Entry(name + "-cleared", "any"),
                new Entry("products", name + "-pattern-1"));
    }

    private static void load(Instance instance, String name) throws Exception {
        for (Entry entry : entries(name)) {
            instance.cache(entry.cache).fetch(entry.key, () -> "old", EntryOptions.tagged(tag(entry)));
        }
    }

    private static String tag(Entry entry) {
        return entry.key.endsWith("-tagged") ? entry.key.replace("-tagged", "-tag") : "none";
    }

    private static Object read(Instance instance, Entry entry) throws Exception {
        return instance.cache(entry.cache).fetch(entry.key, () -> "new").value();
    }

    private WorkerProcess worker(int number, Path journal, String address) {
        WorkerProcess worker = new WorkerProcess(JournalWorker.class, number, directory, "96m");
        worker.say("start", address, namespace, journal);
        return worker;
    }

    private static void perform(WorkerProcess worker, String order) {
        worker.say(order);
        assertThat(worker.answer()).isEqualTo("done");
    }

    @Test
    void whatWaitedInTheJournalIsGoneEverywhereOnceTheNextProcessHasJoined() throws Exception {
        Path journal = directory.resolve("journal");
        try (TestRedis redis = TestRedis.startLocal("--appendonly", "yes");
                WorkerProcess first = worker(1, journal, redis.address());
                Instance other = Instance.joined(redis.address(), namespace, Policies.BOTH, JournalWorker.COHERENCE)) {
            load(other, "kept");
            load(other, "lost");
            assertThat(first.answer()).isEqualTo("done");
            perform(first, "joined");
            assertThatThrownBy(() -> DiskJournal.open(journal, namespace, event -> {}))
                    .hasMessageContaining("in use by another process");

            redis.kill();
            perform(first, "away");
            perform(first, "evict");
            first.signal("KILL");
            first.close();
            assertThat(Files.size(journal)).isGreaterThan(100);

            redis.restart();
            await().atMost(LONG).until(() -> other.manager().runtime().isConnected());
            for (Entry entry : entries("kept")) {
                assertThat(read(other, entry))
                        .as("nobody has said it: %s", entry)
                        .isEqualTo("old");
            }
            try (WorkerProcess next = worker(2, journal, redis.address())) {
                assertThat(next.answer()).isEqualTo("done");
                perform(next, "joined");
                for (Entry entry : entries("kept")) {
                    await().atMost(LONG)
                            .untilAsserted(() -> assertThat(read(other, entry))
                                    .as("%s", entry)
                                    .isEqualTo("new"));
                }
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(Files.size(journal))
                                .as("acknowledged")
                                .isEqualTo(new JournalHeader(namespace).length()));
                assertThat(other.manager()
                                .runtime()
                                .sync()
                                .toCompletableFuture()
                                .join())
                        .isTrue();
                for (Entry entry : entries("lost")) {
                    var found = other.cache(entry.cache).lookup(entry.key);
                    assertThat(found).as("without a journal: %s", entry).isNotNull();
                    assertThat(found.value()).isEqualTo("old");
                }
            }
        }
    }
}
