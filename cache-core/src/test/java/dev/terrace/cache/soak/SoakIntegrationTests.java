package dev.terrace.cache.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.history.Bug;
import dev.terrace.cache.soak.Counts.Kind;
import dev.terrace.cache.soak.Outcome.Recovery;
import dev.terrace.cache.soak.Stage.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.FileSystemUtils;

/**
 * One run of several processes under load, looked at from all sides; {@link Plan#ofProperties()} makes it a long one. What it found is
 * in {@code target/soak-report.md}.
 */
@Tag("crowded")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 12, unit = TimeUnit.HOURS)
class SoakIntegrationTests {

    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(15);
    private static final int FLEET = 10;
    private static final Duration WARM = Duration.ofMinutes(2);
    private static final long LEAST_NEAR_HITS = 1_000;
    private static final long SPARE_HEAP = 8L << 20;

    private final Plan plan = Plan.ofProperties();

    /** What the processes say stays there to be read. */
    private final Path directory = Path.of("target", "soak").toAbsolutePath();

    private Soak soak;
    private Outcome outcome;

    @BeforeAll
    void run() throws Exception {
        FileSystemUtils.deleteRecursively(directory);
        Files.createDirectories(directory);
        soak = new Soak(plan, directory);
        outcome = soak.run();
        SoakReport.write(outcome, Path.of("target", "soak-report.md"));
    }

    @AfterAll
    void end() {
        soak.close();
    }

    @Test
    void noCallerSeesAnError() {
        assertThat(outcome.all().errors()).isZero();
        assertThat(outcome.stages())
                .allSatisfy(stage -> assertThat(stage.counts().operations())
                        .as("operations %s", stage.part())
                        .isPositive());
    }

    @Test
    void nothingIsReadBeyondTheBound() {
        assertThat(outcome.all().stale()).isZero();
        assertThat(outcome.all().foreign()).isZero();
        assertThat(outcome.all().count(Kind.NEAR))
                .as("reads that could have been")
                .isGreaterThan(LEAST_NEAR_HITS);
    }

    @Test
    void allAreInStepSoonAfterRedisIsBack() {
        assertThat(outcome.inStep()).hasSize(Fault.values().length);
        assertThat(outcome.inStep().values())
                .allSatisfy(each -> assertThat(each)
                        .extracting(Recovery::took)
                        .allSatisfy(took -> assertThat(took).isNotNull().isLessThan(LONGEST_RECOVERY)));
    }

    @Test
    void theDatabaseIsSparedWhileRedisIsAway() {
        for (Fault fault : List.of(Fault.KILLED, Fault.FROZEN)) {
            assertThat(outcome.mostLoading(Part.DURING, fault))
                    .as("loads at once while Redis is %s", fault.text())
                    .isPositive()
                    .isLessThanOrEqualTo((long) plan.instances() * Member.MOST_LOADS);
        }
    }

    @Test
    void bothTiersServeWhileRedisIsThere() {
        assertThat(outcome.counts(Part.BEFORE).count(Kind.NEAR)).isPositive();
        assertThat(outcome.counts(Part.BEFORE).count(Kind.REMOTE)).isPositive();
        assertThat(outcome.counts(Part.USERS).count(Kind.NEAR)).isPositive();
        assertThat(outcome.counts(Part.DURING).remoteRate())
                .as("while it is not")
                .isLessThan(0.01);
        if (plan.instances() >= FLEET && plan.warmUp().compareTo(WARM) >= 0) {
            // Five in a hundred operations evict what is as popular as what is read: more than 95 and 90 % is not to be
            // had.
            assertThat(outcome.warm().combinedRate()).isGreaterThan(0.93);
            assertThat(outcome.warm().remoteRate()).isGreaterThan(0.87);
        }
    }

    @Test
    void instancesThatAreReplacedOneByOneLeaveNothingBehindAndAreNotMissed() {
        assertThat(outcome.leftThreads()).hasSize(2 * plan.instances()).containsOnly(0L);
        assertThat(outcome.counts(Part.REPLACING).errors()).isZero();
        List<Stage> windows = outcome.stages(Part.REPLACED);
        assertThat(windows.get(windows.size() - 1).counts().combinedRate())
                .isGreaterThan(0.97 * outcome.counts(Part.BEFORE).combinedRate());
    }

    @Test
    void heapAndThreadsStayWhatTheyWere() {
        Counts first = outcome.third(0);
        Counts last = outcome.third(2);
        assertThat(last.threads()).isLessThanOrEqualTo(first.threads() + 8);
        if (plan.isLong()) {
            assertThat(last.leastHeap()).isLessThan(first.leastHeap() * 5 / 4 + SPARE_HEAP);
        }
    }

    /** One that loses messages, and whose loader fails now and then. */
    @Test
    void aBrokenInstanceIsNoticed() throws Exception {
        Counts counts = soak.runBroken(Bug.TRUSTS_MESSAGES, soFar -> soFar.stale() > 0 && soFar.errors() > 0);
        assertThat(counts.stale()).as("reads beyond the bound").isPositive();
        assertThat(counts.errors()).as("errors to callers").isPositive();
    }
}
