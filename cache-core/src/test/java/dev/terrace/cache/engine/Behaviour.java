package dev.terrace.cache.engine;

import static dev.terrace.cache.engine.Behaviour.Health.AWAY;
import static dev.terrace.cache.engine.Behaviour.Health.CONNECTED;
import static dev.terrace.cache.engine.Behaviour.Health.NONE;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The table of what the caller of a fetch gets: state of the entry and health of the remote tier make a situation; situation and
 * outcome of the load make the answer. {@link BehaviourTableTests} holds the engine against it, and docs/behaviour.md is printed
 * from it.
 */
final class Behaviour {

    private Behaviour() {}

    /** How the remote tier is. */
    enum Health {
        NONE("no Redis configured"),
        CONNECTED("Redis connected"),
        AWAY("Redis away");

        final String text;

        Health(String text) {
            this.text = text;
        }
    }

    /** What the cache has when the caller comes. */
    enum State {
        ABSENT("absent"),
        FRESH("fresh, near"),
        FRESH_REMOTE("fresh, remote only"),
        PAST_NEAR("fresh, past `near.time-to-live`"),
        AHEAD("fresh, past the threshold of `refresh-ahead`"),
        REVALIDATED("within `stale-while-revalidate`, near"),
        REVALIDATED_REMOTE("within `stale-while-revalidate`, remote only"),
        IF_ERROR("past that, within `stale-if-error`, near"),
        IF_ERROR_REMOTE("past that, within `stale-if-error`, remote only"),
        PAST_ALL("past both"),
        EVICTED("its key was evicted"),
        TAG_EVICTED("one of its tags was evicted"),
        BARRED("its key was evicted here, Redis has not acknowledged it"),
        TAG_BARRED("its tag was evicted here, Redis has not acknowledged it");

        final String text;

        State(String text) {
            this.text = text;
        }

        boolean isRemoteOnly() {
            return this == FRESH_REMOTE || this == REVALIDATED_REMOTE || this == IF_ERROR_REMOTE;
        }

        boolean isBarred() {
            return this == BARRED || this == TAG_BARRED;
        }
    }

    /** What becomes of the load, if there is one. */
    enum Outcome {
        VALUE("brings a value"),
        NULL("brings null, `null-values` on"),
        NULL_NOT_KEPT("brings null, `null-values` off"),
        THROWS("throws"),
        SLOWER_THAN_SOFT("takes longer than `soft-timeout`"),
        SLOWER_THAN_HARD("takes longer than `hard-timeout`"),
        HANGS("never ends, `hard-timeout` set"),
        REFUSED("is refused by `max-concurrent`, `bounded: all`");

        final String text;

        Outcome(String text) {
            this.text = text;
        }

        /** Whether the loader ends only after its caller has been served. */
        boolean isSlow() {
            return this == SLOWER_THAN_SOFT || this == SLOWER_THAN_HARD || this == HANGS;
        }
    }

    /** What state and health come to. */
    enum Situation {
        SERVED("A", "served"),
        REFRESHED("B", "served, refreshed ahead"),
        STALE("C", "served stale, refreshed"),
        IN_RESERVE("D", "asked for, a fresh value in reserve"),
        OLD_IN_RESERVE("E", "asked for, a stale value in reserve"),
        NOTHING("F", "asked for"),
        NOT_KEPT("G", "asked for, kept nowhere"),
        IMPOSSIBLE("–", "");

        final String letter;
        final String text;

        Situation(String letter, String text) {
            this.letter = letter;
            this.text = text;
        }
    }

    /** What the caller gets. */
    enum Gets {
        OLD("the old value"),
        OLD_STALE("the old value, `stale`"),
        NEW("the new value"),
        NULL("null"),
        ITS_EXCEPTION("what the loader threw"),
        TIMEOUT("`LoadTimeoutException`"),
        REFUSAL("`LoadRefusedException`");

        final String text;

        Gets(String text) {
            this.text = text;
        }
    }

    /** What a later read finds in the tiers that can be asked now. */
    enum Kept {
        OLD("old"),
        NEW("new"),
        NULL("null"),
        NOTHING("nothing");

        final String text;

        Kept(String text) {
            this.text = text;
        }
    }

    /** What the caller waits for, beyond a look into the tiers. */
    enum Waits {
        NOT_AT_ALL("nobody"),
        FOR_THE_LOAD("the caller"),
        FOR_THE_TIMEOUT("the caller, until the timeout");

        final String text;

        Waits(String text) {
            this.text = text;
        }
    }

    /**
     * One cell.
     *
     * @param loads how often the loader is called
     */
    record Answer(Gets gets, int loads, Waits waits, Kept kept) {}

    // ---- the first half

    static Situation situation(State state, Health health) {
        if (state.isRemoteOnly() && health != CONNECTED) {
            return health == NONE ? Situation.IMPOSSIBLE : Situation.NOTHING;
        }
        return switch (state) {
            case FRESH, FRESH_REMOTE -> Situation.SERVED;
            case PAST_NEAR -> health == CONNECTED ? Situation.SERVED : Situation.IN_RESERVE;
            case AHEAD -> Situation.REFRESHED;
            case REVALIDATED, REVALIDATED_REMOTE -> Situation.STALE;
            case IF_ERROR, IF_ERROR_REMOTE -> Situation.OLD_IN_RESERVE;
            case ABSENT, PAST_ALL, EVICTED, TAG_EVICTED -> Situation.NOTHING;
            case BARRED, TAG_BARRED -> health == NONE ? Situation.IMPOSSIBLE : Situation.NOT_KEPT;
        };
    }

    // ---- the second half

    static Answer answer(Situation situation, Outcome outcome) {
        return switch (situation) {
            case SERVED -> new Answer(Gets.OLD, 0, Waits.NOT_AT_ALL, Kept.OLD);
            case REFRESHED -> new Answer(Gets.OLD, loads(outcome), Waits.NOT_AT_ALL, keptInstead(outcome));
            case STALE -> new Answer(Gets.OLD_STALE, loads(outcome), Waits.NOT_AT_ALL, keptInstead(outcome));
            case IN_RESERVE -> instead(Gets.OLD, outcome);
            case OLD_IN_RESERVE -> instead(Gets.OLD_STALE, outcome);
            case NOTHING -> withoutReserve(outcome);
            case NOT_KEPT -> {
                Answer kept = withoutReserve(outcome);
                yield new Answer(kept.gets, kept.loads, kept.waits, Kept.NOTHING);
            }
            case IMPOSSIBLE -> throw new IllegalArgumentException();
        };
    }

    private static int loads(Outcome outcome) {
        return outcome == Outcome.REFUSED ? 0 : 1;
    }

    private static Kept keptInstead(Outcome outcome) {
        return switch (outcome) {
            case VALUE, SLOWER_THAN_SOFT, SLOWER_THAN_HARD -> Kept.NEW;
            case NULL -> Kept.NULL;
            case NULL_NOT_KEPT -> Kept.NOTHING;
            case THROWS, HANGS, REFUSED -> Kept.OLD;
        };
    }

    private static Answer instead(Gets reserve, Outcome outcome) {
        Kept kept = keptInstead(outcome);
        return switch (outcome) {
            case VALUE -> new Answer(Gets.NEW, 1, Waits.FOR_THE_LOAD, kept);
            case NULL, NULL_NOT_KEPT -> new Answer(Gets.NULL, 1, Waits.FOR_THE_LOAD, kept);
            case THROWS -> new Answer(reserve, 1, Waits.FOR_THE_LOAD, kept);
            case SLOWER_THAN_SOFT, SLOWER_THAN_HARD, HANGS -> new Answer(reserve, 1, Waits.FOR_THE_TIMEOUT, kept);
            case REFUSED -> new Answer(reserve, 0, Waits.NOT_AT_ALL, kept);
        };
    }

    private static Answer withoutReserve(Outcome outcome) {
        return switch (outcome) {
            case VALUE, SLOWER_THAN_SOFT -> new Answer(Gets.NEW, 1, Waits.FOR_THE_LOAD, Kept.NEW);
            case NULL -> new Answer(Gets.NULL, 1, Waits.FOR_THE_LOAD, Kept.NULL);
            case NULL_NOT_KEPT -> new Answer(Gets.NULL, 1, Waits.FOR_THE_LOAD, Kept.NOTHING);
            case THROWS -> new Answer(Gets.ITS_EXCEPTION, 1, Waits.FOR_THE_LOAD, Kept.NOTHING);
            case SLOWER_THAN_HARD -> new Answer(Gets.TIMEOUT, 1, Waits.FOR_THE_TIMEOUT, Kept.NEW);
            case HANGS -> new Answer(Gets.TIMEOUT, 1, Waits.FOR_THE_TIMEOUT, Kept.NOTHING);
            case REFUSED -> new Answer(Gets.REFUSAL, 0, Waits.NOT_AT_ALL, Kept.NOTHING);
        };
    }

    // ---- in the document

    /** Both halves as markdown. */
    static String markdown() {
        return situations() + "\n" + answers();
    }

    private static String situations() {
        StringBuilder table = new StringBuilder(row(
                "the entry is",
                Arrays.stream(Health.values()).map(health -> health.text).toList()));
        table.append(line(Health.values().length));
        for (State state : State.values()) {
            table.append(row(
                    state.text,
                    List.of(NONE, CONNECTED, AWAY).stream()
                            .map(health -> title(situation(state, health)))
                            .toList()));
        }
        return table.toString();
    }

    private static String title(Situation situation) {
        return situation == Situation.IMPOSSIBLE ? situation.letter : situation.letter + ": " + situation.text;
    }

    private static String answers() {
        StringBuilder document = new StringBuilder();
        for (Situation situation : Situation.values()) {
            if (situation != Situation.IMPOSSIBLE) {
                document.append("**%s**\n\n".formatted(title(situation)))
                        .append(row("the load", List.of("the caller gets", "who waits for a load", "kept afterwards")))
                        .append(line(3));
                rows(situation).forEach((answer, outcomes) -> document.append(row(outcomes, cells(answer))));
                document.append('\n');
            }
        }
        return document.toString().stripTrailing() + "\n";
    }

    /** Outcomes with the same answer share a row. */
    private static Map<Answer, String> rows(Situation situation) {
        Map<Answer, String> rows = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            rows.merge(answer(situation, outcome), outcome.text, (one, other) -> one + "; " + other);
        }
        if (rows.size() == 1) {
            rows.replaceAll((answer, outcomes) -> "–");
        }
        return rows;
    }

    private static List<String> cells(Answer answer) {
        String load = answer.loads == 0 ? "none" : answer.waits.text;
        return List.of(answer.gets.text, load, answer.kept.text);
    }

    private static String row(String first, List<String> others) {
        return "| " + first + others.stream().collect(Collectors.joining(" | ", " | ", " |\n"));
    }

    private static String line(int columns) {
        return "|" + "---|".repeat(columns + 1) + "\n";
    }
}
