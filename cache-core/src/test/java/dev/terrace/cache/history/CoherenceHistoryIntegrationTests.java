package dev.terrace.cache.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.Origin;
import dev.terrace.cache.fixture.WorkerProcess;
import dev.terrace.cache.history.Anomaly.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Several JVMs on a real Redis while things go wrong: whatever they read, a checker that sees only what went in and out finds
 * nothing that coherence.md does not allow. {@code -Dhistory.duration} is the time of all phases together, {@code
 * -Dhistory.instances} the number of JVMs, {@code -Dhistory.seed} repeats the moments at which things went wrong.
 */
@Tag("crowded")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoherenceHistoryIntegrationTests {

    private static final Logger LOG = LoggerFactory.getLogger(CoherenceHistoryIntegrationTests.class);
    private static final Duration DURATION = Duration.parse(System.getProperty("history.duration", "PT10S"));
    private static final long SEED = Long.getLong("history.seed", System.nanoTime());
    private static final Duration LONG_ENOUGH_FOR_A_MISTAKE = Duration.ofSeconds(2);
    private static final int MOST_RUNS_FOR_A_MISTAKE = 10;
    private static final double LEAST_NEAR_HITS = 0.5;

    private static final List<Nemesis> OF_A_SERVER = List.of(
            Nemesis.NOTHING,
            Nemesis.CONNECTIONS_KILLED,
            Nemesis.SERVER_PAUSED,
            Nemesis.INSTANCE_PAUSED,
            Nemesis.INSTANCE_CUT_OFF,
            Nemesis.FLUSHED,
            Nemesis.CONTROL_KEYS_DELETED,
            Nemesis.LOGS_TRIMMED,
            Nemesis.SERVER_RESTARTED_EMPTY);

    /** Without the bus, what it would repair at once stays broken for an interval. */
    private static final List<Nemesis> WITHOUT_PUB_SUB = List.of(Nemesis.NOTHING, Nemesis.LOGS_TRIMMED);

    private static final List<Nemesis> OF_SENTINELS =
            List.of(Nemesis.NOTHING, Nemesis.FAILOVER_WITH_LOST_WRITES, Nemesis.NOTHING);
    private static final List<Nemesis> OF_A_CLUSTER = List.of(Nemesis.NOTHING, Nemesis.SLOTS_MOVED);

    /** What the workers say and write down stays there to be read. */
    private final Path directory = Path.of("target", "history").toAbsolutePath();

    private final List<WorkerProcess> workers = new ArrayList<>();
    private final Report report = new Report();

    @BeforeAll
    void startWorkers() throws IOException {
        FileSystemUtils.deleteRecursively(directory);
        Files.createDirectories(directory);
        LOG.info("-Dhistory.seed={}", SEED);
        for (int i = 0; i < Integer.getInteger("history.instances", 3); i++) {
            workers.add(new WorkerProcess(Worker.class, i, directory, "160m"));
        }
        workers.forEach(WorkerProcess::requireSameClock);
    }

    @AfterAll
    void endWorkers() throws IOException {
        workers.forEach(WorkerProcess::close);
        LOG.info("{}", report);
        report.writeTo(Path.of("target", "history-report.md"));
    }

    @Test
    @Order(1)
    void instancesOfOneServerStayCoherent() throws Exception {
        assertCoherent(Servers.single(), OF_A_SERVER, "");
    }

    @Test
    @Order(2)
    void instancesWithoutPubSubStayCoherent() throws Exception {
        assertCoherent(Servers.singleWithoutPubSub(), WITHOUT_PUB_SUB, ", no pub/sub");
    }

    @Test
    @Order(3)
    void instancesOnSentinelsStayCoherent() throws Exception {
        assertCoherent(Servers.sentinel(), OF_SENTINELS, "");
    }

    @Test
    @Order(4)
    void instancesOnAClusterStayCoherent() throws Exception {
        assertCoherent(Servers.cluster(), OF_A_CLUSTER, "");
    }

    private void assertCoherent(Servers servers, List<Nemesis> nemeses, String suffix) throws Exception {
        History history;
        try (servers;
                HistoryRun run = new HistoryRun(workers, directory, servers, Bug.NONE, SEED)) {
            for (Nemesis nemesis : nemeses) {
                run.phase(nemesis, nemesis.text() + suffix, durationOf(nemesis));
            }
            history = run.finish();
        }
        assertThat(report.add(history))
                .as("anomalies with -Dhistory.seed=" + SEED)
                .isEmpty();
        assertThat(nearShare(history)).as("share of near hits").isGreaterThan(LEAST_NEAR_HITS);
    }

    private static Duration durationOf(Nemesis nemesis) {
        double all = Stream.of(OF_A_SERVER, WITHOUT_PUB_SUB, OF_SENTINELS, OF_A_CLUSTER)
                .flatMap(List::stream)
                .mapToDouble(Nemesis::weight)
                .sum();
        return Duration.ofNanos((long) (DURATION.toNanos() * nemesis.weight() / all));
    }

    private static double nearShare(History history) {
        List<Happening.Read> reads = history.all(Happening.Read.class);
        return (double) reads.stream()
                        .filter(read -> read.origin() == Origin.NEAR)
                        .count()
                / reads.size();
    }

    @ParameterizedTest
    @CsvSource({"FILLS_WITHOUT_LEASE, A2", "TRUSTS_MESSAGES, A1", "LOADS_WITHOUT_LEASE, A3"})
    void theCheckerNoticesAMistake(Bug bug, Kind expected) throws Exception {
        Set<Kind> found = EnumSet.noneOf(Kind.class);
        // A race that a busy machine does not run into at once.
        for (int run = 0; run < MOST_RUNS_FOR_A_MISTAKE && !found.contains(expected); run++) {
            found.addAll(kindsFound(bug, SEED + run));
        }
        assertThat(found).contains(expected);
    }

    private Set<Kind> kindsFound(Bug bug, long seed) throws Exception {
        try (Servers servers = Servers.single();
                HistoryRun run = new HistoryRun(workers, directory, servers, bug, seed)) {
            run.phase(Nemesis.NOTHING, bug.name(), LONG_ENOUGH_FOR_A_MISTAKE);
            return Checker.check(run.finish()).stream().map(Anomaly::kind).collect(Collectors.toSet());
        }
    }
}
