package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.engine.Behaviour.Answer;
import dev.terrace.cache.engine.Behaviour.Health;
import dev.terrace.cache.engine.Behaviour.Outcome;
import dev.terrace.cache.engine.Behaviour.Situation;
import dev.terrace.cache.engine.Behaviour.State;
import dev.terrace.cache.engine.Behaviour.Waits;
import dev.terrace.cache.engine.BehaviourCell.Caller;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every cell of the {@link Behaviour} table, for blocking and for asynchronous callers. */
class BehaviourTableTests {

    private static final String BEGIN = "<!-- the table: printed by BehaviourTableTests -->\n\n";
    private static final String END = "\n<!-- the end of the table -->";

    private static ExecutorService callers;

    @BeforeAll
    static void start() {
        callers = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        callers.shutdownNow();
    }

    @TestFactory
    Stream<DynamicContainer> theCallerGetsWhatTheTableSays() {
        return Stream.of(Health.values())
                .map(health -> DynamicContainer.dynamicContainer(
                        health.text,
                        Stream.of(State.values())
                                .filter(state -> Behaviour.situation(state, health) != Situation.IMPOSSIBLE)
                                .map(state -> DynamicContainer.dynamicContainer(state.text, cells(state, health)))));
    }

    private static Stream<DynamicTest> cells(State state, Health health) {
        return Stream.of(Outcome.values())
                .flatMap(outcome -> Stream.of(Caller.values())
                        .map(caller -> DynamicTest.dynamicTest(
                                "%s; %s; the load %s; %s caller"
                                        .formatted(
                                                health.text,
                                                state.text,
                                                outcome.text,
                                                caller.name().toLowerCase()),
                                () -> check(state, outcome, health, caller))));
    }

    private static void check(State state, Outcome outcome, Health health, Caller caller) throws Exception {
        Answer expected = Behaviour.answer(Behaviour.situation(state, health), outcome);
        try (BehaviourCell cell = new BehaviourCell(state, outcome, health, caller, callers)) {
            cell.prepare();
            Answer played = cell.play();
            assertThat(caller == Caller.BLOCKING ? asSeen(played, expected) : played)
                    .isEqualTo(expected);
        }
    }

    /** Who blocks may have taken so long for another reason: then only the asynchronous caller tells. */
    private static Answer asSeen(Answer played, Answer expected) {
        return expected.waits() == Waits.NOT_AT_ALL && played.waits() == Waits.FOR_THE_TIMEOUT
                ? new Answer(played.gets(), played.loads(), Waits.NOT_AT_ALL, played.kept())
                : played;
    }

    @Test
    void theDocumentHasThisTable() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "behaviour.md"));
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        assertThat(begin).isNotNegative();
        assertThat(document.substring(begin + BEGIN.length(), end)).isEqualTo(Behaviour.markdown());
    }
}
