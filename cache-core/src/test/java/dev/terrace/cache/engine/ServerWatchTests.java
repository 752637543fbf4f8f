package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.tier.RemoteTierException;
import dev.terrace.cache.tier.ServerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What the watch keeps of the servers, when it asks them, and when it says that one fills up. */
class ServerWatchTests {

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final long MAXIMUM = 1_000_000;

    private final ManualTime time = new ManualTime();
    private final List<CacheEvent> events = new ArrayList<>();
    private final List<CacheEvent> introductions = new ArrayList<>();
    private boolean connected = true;
    private int asked;
    private CompletionStage<List<ServerState>> answer = CompletableFuture.completedFuture(List.of());
    private final ServerWatch watch = watch(INTERVAL);

    private ServerWatch watch(Duration interval) {
        return new ServerWatch(
                () -> {
                    asked++;
                    return answer;
                },
                () -> connected,
                new ServerWatch.Settings(interval, 0.8),
                time,
                time,
                event -> (event instanceof CacheEvent.ServerSeen ? introductions : events).add(event));
    }

    private static ServerState.Told server(String address, long used, String policy, Duration uptime) {
        return new ServerState.Told(
                address,
                Duration.ofMillis(1),
                ServerState.Role.PRIMARY,
                "7.0.0",
                uptime,
                new ServerState.Memory(used, MAXIMUM, policy),
                new ServerState.Clients(1, 10_000),
                new ServerState.Lookups(0, 0),
                List.of(0, 3),
                List.of());
    }

    private void answers(ServerState... states) {
        answer = CompletableFuture.completedFuture(List.of(states));
    }

    /** The server uses so much at the next check. */
    private void uses(long used, String policy) {
        answers(server("a:1", used, policy, Duration.ofNanos(time.nanoTime())));
        time.advance(INTERVAL);
    }

    private void refusing(long... used) {
        for (long bytes : used) {
            uses(bytes, "noeviction");
        }
    }

    private ServerWatch.Sample last() {
        return Objects.requireNonNull(watch.last());
    }

    private Duration fullIn() {
        return last().servers().get(0).fullIn();
    }

    // ---- when it asks

    @Test
    void itAsksSoonAfterItsStartAndThenAfterEachInterval() {
        watch.start();
        assertThat(watch.last()).isNull();
        time.advance(Duration.ofSeconds(1));
        assertThat(asked).isEqualTo(1);
        time.advance(INTERVAL.multipliedBy(10));
        assertThat(asked).isEqualTo(11);
    }

    @Test
    void whoReadsWhatItKeepsCallsNobody() {
        watch.start();
        answers(server("a:1", 5, "noeviction", Duration.ZERO));
        time.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            assertThat(last().servers()).hasSize(1);
        }
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void whatItKeepsGrowsOldWhileTheyAreAwayAndIsNewSoonAfterTheyReturn() {
        watch.start();
        answers(server("a:1", 5, "noeviction", Duration.ZERO));
        time.advance(Duration.ofSeconds(1));
        connected = false;
        time.advance(Duration.ofMinutes(10));
        assertThat(asked).isEqualTo(1);
        assertThat(last().age()).isEqualTo(Duration.ofMinutes(10));
        connected = true;
        time.advance(Duration.ofSeconds(1));
        assertThat(asked).isEqualTo(2);
        assertThat(last().age()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aFailureLeavesWhatWasKnownAndIsNotTheEnd() {
        watch.start();
        answers(server("a:1", 5, "noeviction", Duration.ZERO));
        time.advance(Duration.ofSeconds(1));
        answer = CompletableFuture.failedFuture(new RemoteTierException("no"));
        time.advance(INTERVAL);
        assertThat(asked).isEqualTo(2);
        assertThat(last().age()).isEqualTo(INTERVAL);
        answers(server("a:1", 5, "noeviction", Duration.ZERO));
        time.advance(INTERVAL);
        assertThat(last().age()).isZero();
    }

    @Test
    void serversThatAreAllSilentLeaveWhatTheySaidBefore() {
        watch.start();
        answers(new ServerState.Untold("a:1", null, "timeout"));
        time.advance(Duration.ofSeconds(1));
        assertThat(last().servers())
                .extracting(ServerWatch.Seen::state)
                .hasOnlyElementsOfType(ServerState.Untold.class);
        answers(server("a:1", 5, "noeviction", Duration.ZERO));
        time.advance(INTERVAL);
        answers(new ServerState.Untold("a:1", null, "timeout"));
        time.advance(INTERVAL);
        assertThat(last().servers()).extracting(ServerWatch.Seen::state).hasOnlyElementsOfType(ServerState.Told.class);
        assertThat(last().age()).isEqualTo(INTERVAL);
        answers(new ServerState.Untold("a:1", Duration.ofMillis(1), "NOPERM"));
        time.advance(INTERVAL);
        assertThat(last().servers())
                .extracting(ServerWatch.Seen::state)
                .hasOnlyElementsOfType(ServerState.Untold.class);
    }

    @Test
    void itNeverAsksTwiceAtOnce() {
        watch.start();
        CompletableFuture<List<ServerState>> slow = new CompletableFuture<>();
        answer = slow;
        time.advance(Duration.ofHours(1));
        assertThat(asked).isEqualTo(1);
        slow.complete(List.of());
        time.advance(INTERVAL);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void noIntervalIsNoCheck() {
        watch(Duration.ZERO).start();
        time.advance(Duration.ofHours(1));
        assertThat(asked).isZero();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void itEndsWhenItIsClosed() {
        watch.start();
        time.advance(INTERVAL);
        int before = asked;
        watch.close();
        time.advance(INTERVAL.multipliedBy(3));
        assertThat(asked).isEqualTo(before);
        assertThat(time.waiting()).isZero();
    }

    // ---- when memory is full

    @Test
    void twoSamplesAreNoTrend() {
        watch.start();
        refusing(100_000, 130_000);
        assertThat(fullIn()).isNull();
        refusing(160_000);
        // 1,000 bytes a second, 840,000 left.
        assertThat(fullIn()).isEqualTo(Duration.ofSeconds(840));
    }

    @Test
    void aSampleThatStandsApartDoesNotMoveTheForecast() {
        watch.start();
        refusing(100_000, 130_000, 160_000, 790_000, 220_000, 250_000, 280_000);
        assertThat(fullIn()).isEqualTo(Duration.ofSeconds(720));
    }

    @Test
    void onlyTheLastTenSamplesCount() {
        watch.start();
        refusing(700_000, 600_000, 500_000, 400_000, 300_000);
        for (int i = 0; i < 10; i++) {
            refusing(300_000 + 30_000 * i);
        }
        assertThat(fullIn()).isEqualTo(Duration.ofSeconds(430));
    }

    @Test
    void whatDoesNotGrowIsNeverFull() {
        watch.start();
        refusing(500_000, 500_000, 500_000, 500_000);
        assertThat(fullIn()).isNull();
        refusing(400_000, 300_000, 200_000, 100_000);
        assertThat(fullIn()).isNull();
    }

    @Test
    void whatGrowsByAByteADayIsNeverFull() {
        watch.start();
        refusing(100_000, 100_001, 100_002, 100_003);
        assertThat(fullIn()).isNull();
    }

    @Test
    void aRestartBeginsTheForecastAnew() {
        watch.start();
        refusing(100_000, 130_000, 160_000);
        assertThat(fullIn()).isNotNull();
        answers(server("a:1", 190_000, "noeviction", Duration.ZERO));
        time.advance(INTERVAL);
        assertThat(fullIn()).isNull();
    }

    // ---- the warning

    @Test
    void itWarnsOnceWhenTheThresholdIsReached() {
        watch.start();
        for (int i = 0; i < 20; i++) {
            uses(799_999, "allkeys-lru");
        }
        assertThat(events).isEmpty();
        uses(800_000, "allkeys-lru");
        uses(900_000, "allkeys-lru");
        assertThat(events)
                .containsExactly(new CacheEvent.MemoryFillingUp("a:1", 800_000, MAXIMUM, "allkeys-lru", null));
    }

    @Test
    void itWarnsAgainOnlyAfterTheShareWentWellBelow() {
        watch.start();
        for (int i = 0; i < 10; i++) {
            uses(810_000, "allkeys-lru");
            uses(760_000, "allkeys-lru");
        }
        assertThat(events).hasSize(1);
        uses(749_999, "allkeys-lru");
        uses(810_000, "allkeys-lru");
        assertThat(events).hasSize(2);
    }

    @Test
    void itWarnsWhenAServerThatRefusesWritesIsFullWithinAnHour() {
        watch.start();
        refusing(60_000, 90_000, 120_000, 150_000, 180_000, 210_000, 240_000, 270_000, 300_000);
        assertThat(events).as("nine samples alarm nobody").isEmpty();
        assertThat(fullIn()).isEqualTo(Duration.ofSeconds(700));
        // 30,000 in 30 seconds; 670,000 left after the tenth.
        refusing(330_000);
        assertThat(events)
                .containsExactly(
                        new CacheEvent.MemoryFillingUp("a:1", 330_000, MAXIMUM, "noeviction", Duration.ofSeconds(670)));
        refusing(360_000, 390_000, 420_000);
        assertThat(events).hasSize(1);
        // No more growth: the forecast is over, and then it grows again.
        for (int i = 0; i < 10; i++) {
            refusing(420_000);
        }
        assertThat(events).hasSize(1);
        for (int i = 1; i <= 10; i++) {
            refusing(420_000 + 30_000 * i);
        }
        assertThat(events).hasSize(2);
    }

    @Test
    void aServerThatDropsEntriesMayFillUpAsFastAsItLikes() {
        watch.start();
        for (int used = 300_000; used < 800_000; used += 30_000) {
            uses(used, "allkeys-lru");
        }
        assertThat(events).isEmpty();
        assertThat(fullIn()).isNotNull();
    }

    @Test
    void serversAreFollowedEachByItself() {
        watch.start();
        for (int i = 0; i < 5; i++) {
            answers(
                    server("a:1", 900_000, "allkeys-lru", Duration.ofMinutes(i)),
                    server("b:1", 100_000 + 30_000 * i, "allkeys-lru", Duration.ofMinutes(i)),
                    new ServerState.Untold("c:1", null, "NOPERM"));
            time.advance(INTERVAL);
        }
        assertThat(events)
                .containsExactly(new CacheEvent.MemoryFillingUp("a:1", 900_000, MAXIMUM, "allkeys-lru", null));
        assertThat(last().servers())
                .extracting(ServerWatch.Seen::fullIn)
                .containsExactly(null, Duration.ofSeconds(780), null);
    }

    @Test
    void aServerWithoutAMaximumIsNeverFull() {
        watch.start();
        for (int i = 0; i < 5; i++) {
            answers(new ServerState.Told(
                    "a:1",
                    null,
                    ServerState.Role.PRIMARY,
                    "",
                    Duration.ofMinutes(i),
                    new ServerState.Memory(100_000L * i, 0, "noeviction"),
                    new ServerState.Clients(0, 0),
                    new ServerState.Lookups(0, 0),
                    List.of(),
                    List.of()));
            time.advance(INTERVAL);
        }
        assertThat(fullIn()).isNull();
        assertThat(events).isEmpty();
    }

    // ---- how it is set up

    @Test
    void eachServerIsIntroducedOnce() {
        watch.start();
        answers(
                server("a:1", 5, "allkeys-lru", Duration.ZERO),
                new ServerState.Untold("b:1", null, "No reply in time"));
        time.advance(INTERVAL);
        answers(server("a:1", 5, "allkeys-lru", INTERVAL), server("b:1", 5, "noeviction", INTERVAL));
        time.advance(INTERVAL.multipliedBy(5));
        assertThat(introductions)
                .containsExactly(
                        new CacheEvent.ServerSeen("a:1", MAXIMUM, "allkeys-lru", List.of(0, 3)),
                        new CacheEvent.ServerSeen("b:1", MAXIMUM, "noeviction", List.of(0, 3)));
    }

    // ---- settings

    @Test
    void settingsThatCannotBeUsedAreRefused() {
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() -> new ServerWatch.Settings(Duration.ofMillis(99), 0.8))
                .withMessageContaining("'health.check-interval' (PT0.099S)")
                .withMessageContaining("30s");
        for (double threshold : new double[] {0, -1, 1.01, Double.NaN}) {
            assertThatExceptionOfType(CacheConfigurationException.class)
                    .isThrownBy(() -> new ServerWatch.Settings(INTERVAL, threshold))
                    .withMessageContaining("'health.memory-threshold' (" + threshold + ")");
        }
    }
}
