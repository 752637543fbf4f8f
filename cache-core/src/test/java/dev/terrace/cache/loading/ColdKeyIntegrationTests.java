package dev.terrace.cache.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.WorkerProcess;
import dev.terrace.cache.loading.Herd.Call;
import dev.terrace.cache.loading.Herd.Task;
import dev.terrace.cache.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.util.FileSystemUtils;

/** Many callers in many processes want a key that no tier has, all at once. */
@Tag("crowded")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ColdKeyIntegrationTests {

    private static final int PROCESSES = 10;
    private static final int CALLERS = 100;
    private static final int OTHER_KEYS_EACH = 2;
    private static final int KEYS = 1 + PROCESSES * OTHER_KEYS_EACH;
    private static final Duration LOAD = Duration.ofMillis(500);

    /** More than two leases, and less than makes a load count as hung. */
    private static final Duration LONG_LOAD = HerdWorker.LEASE.multipliedBy(9).dividedBy(4);

    /** For a thousand threads on a loaded machine with few cores. */
    private static final Duration MARGIN = Duration.ofSeconds(4);

    private final Path directory = Path.of("target", "loading").toAbsolutePath();
    private final List<WorkerProcess> workers = new ArrayList<>();
    private final String namespace = Namespaces.fresh();

    @BeforeAll
    void startWorkers() throws IOException {
        FileSystemUtils.deleteRecursively(directory);
        Files.createDirectories(directory);
        TestRedis redis = TestRedis.shared();
        for (int i = 0; i < PROCESSES; i++) {
            workers.add(new WorkerProcess(HerdWorker.class, i, directory, "64m"));
            workers.get(i).say("join", i, redis.address(), redis.url(), namespace);
        }
        workers.forEach(WorkerProcess::answer);
        workers.forEach(WorkerProcess::requireSameClock);
    }

    @AfterAll
    void endWorkers() {
        workers.forEach(WorkerProcess::close);
    }

    @Test
    @Order(1)
    void aThousandCallersInTenProcessesLoadAColdKeyOnceWhileOtherKeysLoadInParallel() {
        try (Ledger ledger = ledger("once")) {
            assemble("once", new Task(CALLERS, OTHER_KEYS_EACH, LOAD.toMillis(), KEYS, false));
            List<Call> calls = results(workers);
            assertThat(calls).hasSize(PROCESSES * (CALLERS + OTHER_KEYS_EACH));
            assertThat(valuesOf(calls))
                    .hasSize(KEYS)
                    .allSatisfy((value, callers) -> assertThat(value).endsWith("#1"));
            assertThat(valuesOf(calls)).containsEntry(Herd.valueOf(Herd.COLD, 1), PROCESSES * CALLERS);
            List<Load> loads = ledger.loads();
            assertThat(loads).extracting(Load::key).hasSize(KEYS).doesNotHaveDuplicates();
            assertThat(Load.overlap(loads)).as("no load waits for another").isTrue();
            assertReturned(calls, ledger.loads(Herd.COLD).get(0).ended());
        }
    }

    @Test
    @Order(2)
    void aLoadThatOutlastsItsLeaseRemainsTheOnlyOne() {
        try (Ledger ledger = ledger("renewed")) {
            assemble("renewed", new Task(CALLERS, 0, LONG_LOAD.toMillis(), 1, false));
            List<Call> calls = results(workers);
            assertThat(ledger.loads()).as("loads").size().isEqualTo(1);
            assertThat(valuesOf(calls)).containsOnly(entry(Herd.valueOf(Herd.COLD, 1), PROCESSES * CALLERS));
            Load load = ledger.loads().get(0);
            assertThat(load.ended() - load.began())
                    .as("it lasted longer than two leases")
                    .isGreaterThan(HerdWorker.LEASE.multipliedBy(2).toNanos());
            assertReturned(calls, load.ended());
        }
    }

    @Test
    @Order(3)
    void theLedgerNoticesProcessesThatDoNotShareALoad() {
        try (Ledger ledger = ledger("apart")) {
            for (int i = 0; i < PROCESSES; i++) {
                workers.get(i)
                        .say("assemble", nameOf("apart"), "apart-" + i, new Task(CALLERS, 0, 1, PROCESSES, false));
            }
            workers.forEach(WorkerProcess::answer);
            release();
            assertThat(results(workers)).hasSize(PROCESSES * CALLERS);
            assertThat(ledger.loads()).as("one for each process").hasSize(PROCESSES);
            assertThat(Load.overlap(ledger.loads())).isTrue();
        }
    }

    /** The last one: a process is missing afterwards. */
    @Test
    @Order(4)
    void whenTheProcessThatLoadsIsKilledAnotherTakesOverAndNobodyWaitsBeyondTheLease() {
        try (Ledger ledger = ledger("killed")) {
            assemble("killed", new Task(CALLERS, 0, LOAD.toMillis(), 1, true));
            await().pollInterval(Duration.ofMillis(10))
                    .until(() -> !ledger.loads().isEmpty());
            int leader = ledger.loads().get(0).loader();
            long killedAt = System.nanoTime();
            workers.get(leader).close();
            List<WorkerProcess> others = workers.stream()
                    .filter(worker -> worker != workers.get(leader))
                    .toList();
            List<Call> calls = results(others);
            assertThat(valuesOf(calls)).containsOnly(entry(Herd.valueOf(Herd.COLD, 2), (PROCESSES - 1) * CALLERS));
            List<Load> loads = ledger.loads();
            assertThat(loads).as("the one that was cut short, and one more").hasSize(2);
            assertThat(loads.get(0).ended()).isEqualTo(Load.NEVER);
            assertThat(loads.get(1).loader()).isNotEqualTo(leader);
            assertReturned(calls, killedAt + HerdWorker.LEASE.plus(LOAD).toNanos());
        }
    }

    private static Map<String, Integer> valuesOf(List<Call> calls) {
        return calls.stream().collect(Collectors.toMap(Call::value, call -> 1, Integer::sum));
    }

    private static void assertReturned(List<Call> calls, long due) {
        long last = calls.stream().mapToLong(Call::returned).max().orElseThrow();
        assertThat(Duration.ofNanos(last - due))
                .as("how much later the last caller got its value")
                .isLessThan(MARGIN);
    }

    private String nameOf(String ledger) {
        return namespace + ":" + ledger;
    }

    private Ledger ledger(String name) {
        return new Ledger(TestRedis.shared().url(), nameOf(name));
    }

    /** Lets the herds of all processes go for the cold key of one cache. */
    private void assemble(String name, Task task) {
        workers.forEach(worker -> worker.say("assemble", nameOf(name), name, task));
        workers.forEach(WorkerProcess::answer);
        release();
    }

    private void release() {
        workers.forEach(worker -> worker.say("go"));
        workers.forEach(WorkerProcess::answer);
    }

    private static List<Call> results(List<WorkerProcess> workers) {
        workers.forEach(worker -> worker.say("result"));
        return workers.stream()
                .map(WorkerProcess::answer)
                .flatMap(answer -> Arrays.stream(answer.split(";")))
                .map(Call::parse)
                .toList();
    }
}
