package dev.terrace.cache.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.terrace.cache.simulation.Simulation.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs the classes of production under every fault, seed after seed, and holds each run against the guarantees of the protocol.
 * {@code -Dsimulation.seeds=N} runs so many, {@code -Dsimulation.seed=S} runs one and prints its every step.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoherenceSimulationTests {

    private static final int SEEDS = Integer.getInteger("simulation.seeds", 600);
    private static final @Nullable Long SEED = Long.getLong("simulation.seed");

    /** Within so many seeds a mistake must be found. */
    private static final int SEEDS_FOR_A_MISTAKE = 300;

    private @Nullable Findings findings;

    @BeforeAll
    void runAll() throws InterruptedException {
        if (SEED == null) {
            findings = Findings.of(SEEDS);
            System.out.print(findings.report());
        }
    }

    private Findings findings() {
        assumeTrue(findings != null, "one seed alone");
        return findings;
    }

    @Test
    void noSeedBreaksAGuarantee() {
        if (SEED != null) {
            replay(SEED);
        } else {
            assertThat(findings().broken()).isEmpty();
        }
    }

    private static void replay(long seed) {
        Outcome outcome = new Simulation(seed, Mistake.NONE).run(true);
        outcome.trace().forEach(System.out::println);
        System.out.println(outcome.shape());
        if (outcome.violation() != null) {
            throw new AssertionError("Seed " + seed + " breaks a guarantee", outcome.violation());
        }
    }

    @Test
    void everyFaultAndEveryPathOccurred() {
        Stream<String> faults = Arrays.stream(Fault.values()).map(fault -> "fault " + fault);
        Stream<String> accidents = Stream.of(
                        "lost request",
                        "lost reply",
                        "late command",
                        "connection reset",
                        "lost message",
                        "repeated message",
                        "late message",
                        "malformed message",
                        "refused for memory")
                .map(accident -> "fault " + accident);
        Stream<String> calls = Stream.of("evict", "evictByTag", "evictByPattern", "clear", "PUT", "PUT_IF_ABSENT")
                .map(call -> "call " + call);
        Stream<String> commands = Stream.of(
                        "join",
                        "announce",
                        "tail",
                        "read",
                        "headers",
                        "fill",
                        "release",
                        "renew",
                        "throttle",
                        "touch",
                        "freshen",
                        "putIfAbsent",
                        "invalidate",
                        "control",
                        "fence",
                        "tagPositions",
                        "own",
                        "scan",
                        "discard",
                        "endLeases",
                        "subscribe",
                        "readLog c",
                        "readLog 0",
                        "readLog 1",
                        "readLog 2")
                .map(command -> "command " + command);
        Stream<String> paths = Stream.of(
                "near by read",
                "remote by read",
                "loaded by read",
                "remote by strong read",
                "loaded by strong read",
                "read absent",
                "read failed",
                "read timed out",
                "read refused",
                "load that overlaps",
                "load ahead",
                "load behind its read",
                "load refused",
                "load soon after one that failed",
                "load that finds nothing modified",
                "hung load",
                "stale while revalidated",
                "stale on error",
                "stale on timeout",
                "event LoadFailed",
                "event LoadHung",
                "near entries compared",
                "load of what nobody read for long",
                "nothing kept that idles",
                "event GapFound",
                "event InvalidationsLost",
                "event RemoteLost",
                "event RemoteRegained",
                "event RecordRejected");
        assertThat(Stream.of(faults, accidents, calls, commands, paths)
                        .flatMap(names -> names)
                        .filter(name -> findings().counts().of(name) == 0))
                .as("what never happened, so that nothing is proved of it")
                .isEmpty();
        assertThat(findings().nearShare()).isGreaterThan(0.8);
    }

    @Test
    void twoRunsOfASeedAreTheSame() {
        assumeTrue(SEED == null);
        for (long seed = 0; seed < 10; seed++) {
            List<String> first = new Simulation(seed, Mistake.NONE).run(true).trace();
            assertThat(new Simulation(seed, Mistake.NONE).run(true).trace()).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everyMistakeIsCaught(Mistake mistake) {
        assumeTrue(SEED == null);
        Outcome caught = LongStream.range(0, SEEDS_FOR_A_MISTAKE)
                .mapToObj(seed -> new Simulation(seed, mistake).run(false))
                .filter(outcome -> outcome.violation() != null)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nobody notices the mistake " + mistake));
        System.out.printf("%s is caught by seed %d: %s%n", mistake, caught.seed(), caught.violation());
        assertThat(caught.violation()).isInstanceOf(Violation.class);
    }
}
