package dev.terrace.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.tier.Position;
import org.junit.jupiter.api.Test;

class ServerClockTests {

    private static final long EPOCH = 1_000_000;

    private long nowMillis;
    private long setMillis;
    private final ServerClock server = new ServerClock(new CacheClock() {
        @Override
        public long nanoTime() {
            return nowMillis * 1_000_000;
        }

        @Override
        public long millis() {
            return EPOCH + nowMillis + setMillis;
        }
    });

    /** The server is so far ahead of the wall clock here. */
    private void read(long ahead, long there, long back) {
        ServerClock.Sent sent = server.send();
        nowMillis += there;
        long millis = EPOCH + nowMillis + ahead;
        nowMillis += back;
        server.read(millis, sent);
    }

    @Test
    void whatItShowsIsReadInTheMiddleOfARoundTrip() {
        read(70, 5, 5);
        assertThat(server.millis()).isEqualTo(EPOCH + nowMillis + 70);
    }

    @Test
    void untilItIsReadTheWallClockIsAllThereIs() {
        nowMillis += 30;
        assertThat(server.millis()).isEqualTo(EPOCH + nowMillis);
    }

    @Test
    void settingTheWallClockDoesNotSetIt() {
        read(70, 5, 5);
        setMillis = 60_000;
        nowMillis += 10;
        assertThat(server.millis()).isEqualTo(EPOCH + nowMillis + 70);
    }

    @Test
    void slowRequestsAndRepliesAreNoStepBack() {
        read(0, 1, 1);
        read(0, 300, 1);
        read(0, 1, 300);
        read(0, 1, 1);
        assertThat(server.wentBack()).isFalse();
        assertThat(server.lastPosition()).isEqualTo(Position.START);
    }

    @Test
    void aStepBackIsNoticedUntilItIsAccepted() {
        read(0, 1, 1);
        nowMillis += 1_000;
        read(-400, 200, 1);
        assertThat(server.wentBack()).isTrue();
        assertThat(server.lastPosition())
                .as("what the old server may have given")
                .isBetween(Position.of(EPOCH + nowMillis - 10, 0), Position.of(EPOCH + nowMillis, 0));
        assertThat(server.lastPositionForAll()).isGreaterThan(server.lastPosition());
        server.accept();
        assertThat(server.wentBack()).isFalse();
        read(-400, 1, 1);
        assertThat(server.wentBack()).isFalse();
    }

    @Test
    void aStepForwardIsNone() {
        read(0, 1, 1);
        read(5_000, 1, 1);
        assertThat(server.wentBack()).isFalse();
        read(0, 1, 1);
        assertThat(server.wentBack()).as("and back again").isTrue();
    }
}
