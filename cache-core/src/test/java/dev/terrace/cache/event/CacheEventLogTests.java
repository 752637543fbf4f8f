package dev.terrace.cache.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
}
