package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogEntry.Cursor;
import dev.terrace.cache.tier.Position;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An entry is written as its position and the server that gave it: 12a. */
class DivergenceTests {

    private static List<LogEntry> log(String... entries) {
        return Stream.of(entries)
                .map(entry -> new LogEntry(
                        Long.parseLong(entry, 0, entry.length() - 1, 10),
                        entry.substring(entry.length() - 1),
                        new byte[] {'H'}))
                .toList();
    }

    private static Divergence of(List<LogEntry> stood, String... log) {
        List<Cursor> history = stood.stream().map(LogEntry::cursor).toList();
        return Divergence.of(history, log(log));
    }

    @Test
    void historiesPartBehindTheLastPlaceThatBothHave() {
        assertThat(of(log("1a", "5a", "9a"), "1a", "5a", "9b")).isEqualTo(new Divergence(5, true));
        assertThat(of(log("1a", "5a", "9a"), "1b", "5b")).isEqualTo(new Divergence(Position.START, true));
    }

    @Test
    void aTailThatWentBackIsAmbiguous() {
        assertThat(of(log("1a", "5a", "9a"), "1a", "5a")).isEqualTo(new Divergence(5, true));
        assertThat(of(log("1a", "5a", "9a"))).isEqualTo(new Divergence(Position.START, true));
    }

    @Test
    void positionsGivenAgainAreAmbiguousHoweverFarTheLogWent() {
        assertThat(of(log("1a", "5a", "9a"), "1a", "5a", "7b", "20b")).isEqualTo(new Divergence(5, true));
        assertThat(of(log("1a", "5a", "9a"), "1a", "5a", "9b", "20b")).isEqualTo(new Divergence(5, true));
    }

    @Test
    void aLogThatWentOnBehindTheLostEndIsNotAmbiguous() {
        assertThat(of(log("1a", "5a", "9a"), "1a", "5a", "10b")).isEqualTo(new Divergence(5, false));
    }

    @Test
    void placesOfAnEarlierHistoryDoNotCount() {
        assertThat(of(log("1a", "30a", "5b", "9b"), "1a", "5b", "8c")).isEqualTo(new Divergence(5, true));
    }
}
