package dev.terrace.cache.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CacheEventLogTests {

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.terrace.cache");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final CacheEventLog log = new CacheEventLog();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void aJournalThatFailsIsALineForAChangeOfState() {
        log.onEvent(new CacheEvent.JournalRead(3, 0, 0));
        log.onEvent(new CacheEvent.JournalFailed("no space left"));
        log.onEvent(new CacheEvent.JournalRestored(5));
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO, Level.WARN, Level.INFO);
        assertThat(lines.list.get(0).getFormattedMessage()).contains("3 invalidations");
        assertThat(lines.list.get(1).getFormattedMessage()).contains("no space left");
    }

    @Test
    void replicasThatLagBehindAreOneLineForAChangeOfState() {
        log.onEvent(new CacheEvent.NotReplicated(1, 2));
        log.onEvent(new CacheEvent.NotReplicated(0, 2));
        log.onEvent(new CacheEvent.ReplicatedAgain(2));
        log.onEvent(new CacheEvent.NotReplicated(0, 2));
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.INFO, Level.WARN);
        assertThat(lines.list.get(0).getFormattedMessage()).contains("reached 1 replicas", "not 2");
    }

    @Test
    void memoryThatFillsUpIsAWarningWithARemedyOnlyWhereWritesAreRefused() {
        log.onEvent(new CacheEvent.MemoryFillingUp("a:1", 850, 1_000, "noeviction", Duration.ofMinutes(42)));
        log.onEvent(new CacheEvent.MemoryFillingUp("b:1", 850, 1_000, "allkeys-lru", null));
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        assertThat(lines.list.get(0).getFormattedMessage())
                .isEqualTo("Redis at a:1 uses 85 % of its memory (850 of 1000 bytes), policy noeviction, and is full in"
                        + " PT42M at this rate; raise 'maxmemory' or shorten 'time-to-live'");
        assertThat(lines.list.get(1).getFormattedMessage())
                .isEqualTo(
                        "Redis at b:1 uses 85 % of its memory (850 of 1000 bytes); when it is full it makes room, by its"
                                + " policy allkeys-lru");
    }
}
