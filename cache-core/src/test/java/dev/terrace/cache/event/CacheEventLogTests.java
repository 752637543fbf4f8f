package dev.terrace.cache.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.terrace.cache.fixture.Logged;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CacheEventLogTests {

    @RegisterExtension
    private final Logged logged = new Logged("dev.terrace.cache");

    private final CacheEventLog log = new CacheEventLog();

    @Test
    void aJournalThatFailsIsALineForAChangeOfState() {
        log.onEvent(new CacheEvent.JournalRead(3, 0, 0));
        log.onEvent(new CacheEvent.JournalFailed("no space left"));
        log.onEvent(new CacheEvent.JournalRestored(5));
        assertThat(logged.lines())
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.INFO, Level.WARN, Level.INFO);
        assertThat(logged.lines().get(0).getFormattedMessage()).contains("3 invalidations");
        assertThat(logged.lines().get(1).getFormattedMessage()).contains("no space left");
    }

    @Test
    void replicasThatLagBehindAreOneLineForAChangeOfState() {
        log.onEvent(new CacheEvent.NotReplicated(1, 2));
        log.onEvent(new CacheEvent.NotReplicated(0, 2));
        log.onEvent(new CacheEvent.ReplicatedAgain(2));
        log.onEvent(new CacheEvent.NotReplicated(0, 2));
        assertThat(logged.lines())
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.INFO, Level.WARN);
        assertThat(logged.lines().get(0).getFormattedMessage()).contains("reached 1 replicas", "not 2");
    }

    @Test
    void memoryThatFillsUpIsAWarningWithARemedyOnlyWhereWritesAreRefused() {
        log.onEvent(new CacheEvent.MemoryFillingUp("a:1", 850, 1_000, "noeviction", Duration.ofMinutes(42)));
        log.onEvent(new CacheEvent.MemoryFillingUp("b:1", 850, 1_000, "allkeys-lru", null));
        assertThat(logged.lines()).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        assertThat(logged.lines().get(0).getFormattedMessage())
                .isEqualTo("Redis at a:1 uses 85 % of its memory (850 of 1000 bytes), policy noeviction, and is full in"
                        + " PT42M at this rate; raise 'maxmemory' or shorten 'time-to-live'");
        assertThat(logged.lines().get(1).getFormattedMessage())
                .isEqualTo(
                        "Redis at b:1 uses 85 % of its memory (850 of 1000 bytes); when it is full it makes room, by its"
                                + " policy allkeys-lru");
    }
}
