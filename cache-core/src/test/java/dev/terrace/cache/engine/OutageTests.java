package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long near entries are served while the remote tier is away (G6), in each mode: what is loaded alone is served, too, and not for long. */
class OutageTests {

    private static final CoherenceSettings USUAL = TwinInstance.SETTINGS;
    private static final Duration BOUND = USUAL.maxStaleness();
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final CachePolicy POLICY = Policies.living(Policies.BOTH, Duration.ofHours(1));
    private static final EntryDescription STRING = EntryDescription.of(String.class);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(1, time::millis);
    private TwinInstance here;
    private DefaultTieredCache cache;

    /** The remote tier is lost just after a sync; near entries may be served so much longer than ever. */
    private void lose(Duration maxStale) {
        TwinInstance.Setup setup = new TwinInstance.Setup();
        setup.settings =
                new CoherenceSettings(USUAL.syncInterval(), BOUND, maxStale, true, Duration.ZERO, USUAL.timeout());
        here = TwinInstance.joined("here", server, time, setup);
        cache = here.cache("products", POLICY);
        assertThat(read("before")).isEqualTo(Origin.LOADED);
        here.link.cut();
        here.advance(USUAL.syncInterval());
    }

    @AfterEach
    void close() throws InterruptedException {
        here.close();
    }

    private Origin read(String key) {
        CompletableFuture<Origin> read = cache.fetchAsync(key, () -> CompletableFuture.completedFuture("v"), STRING)
                .thenApply(found -> found.origin())
                .toCompletableFuture();
        here.settle();
        return read.join();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60})
    void whatWasNearIsServedUntilTheBound(int maxStaleSeconds) {
        Duration stale = Duration.ofSeconds(maxStaleSeconds);
        lose(stale);
        here.advance(BOUND.plus(stale).minus(USUAL.syncInterval()).minus(MOMENT));
        assertThat(read("before")).isEqualTo(Origin.NEAR);
        here.advance(MOMENT);
        assertThat(read("before")).isEqualTo(Origin.LOADED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60})
    void whatIsLoadedAfterTheBoundIsServedAsLongAsNobodyCanTellTheDifference(int maxStaleSeconds) {
        lose(Duration.ofSeconds(maxStaleSeconds));
        here.advance(BOUND.plusSeconds(maxStaleSeconds));
        assertThat(read("after")).isEqualTo(Origin.LOADED);
        here.advance(BOUND.minus(MOMENT));
        assertThat(read("after")).isEqualTo(Origin.NEAR);
        here.advance(MOMENT);
        assertThat(read("after")).isEqualTo(Origin.LOADED);
    }

    @Test
    void theTimeOfASlowLoadCounts() {
        lose(Duration.ZERO);
        here.advance(BOUND);
        CompletableFuture<String> load = new CompletableFuture<>();
        var unused = cache.fetchAsync("slow", () -> load, STRING);
        here.runUntil(() -> cache.statistics().runningLoads() == 1);
        here.advance(BOUND);
        load.complete("old by now");
        here.settle();
        assertThat(read("slow"))
                .as("it may have been invalidated since it began")
                .isEqualTo(Origin.LOADED);
    }

    @Test
    void aLoadFromBeforeTheMachineWasSuspendedIsTrustedNoLonger() {
        lose(Duration.ZERO);
        here.advance(BOUND);
        CompletableFuture<String> load = new CompletableFuture<>();
        var unused = cache.fetchAsync("k", () -> load, STRING);
        here.runUntil(() -> cache.statistics().runningLoads() == 1);
        time.jump(Duration.ofMinutes(10));
        here.advance(USUAL.syncInterval());
        load.complete("of ten minutes ago");
        here.settle();
        assertThat(read("k")).isEqualTo(Origin.LOADED);
    }

    @Test
    void aCacheThatActsAsALocalOneServesWhatItHasToTheEndOfItsLife() {
        lose(CoherenceSettings.LONGEST);
        here.advance(Duration.ofMinutes(59));
        assertThat(read("before")).isEqualTo(Origin.NEAR);
        here.advance(Duration.ofMinutes(1));
        assertThat(read("before")).isEqualTo(Origin.LOADED);
    }

    @Test
    void whatIsInvalidatedMeanwhileIsServedByNobody() {
        lose(CoherenceSettings.LONGEST);
        assertThat(read("alone")).isEqualTo(Origin.LOADED);
        assertThat(read("alone")).isEqualTo(Origin.NEAR);
        var unused = cache.evictAsync("alone");
        here.settle();
        assertThat(read("alone")).isEqualTo(Origin.LOADED);
        assertThat(read("alone")).as("the remote tier may have it still").isEqualTo(Origin.LOADED);
    }

    @Test
    void whatWasLoadedAloneEndsWithTheOutage() {
        lose(CoherenceSettings.LONGEST);
        read("alone");
        here.link.mend();
        here.advance(USUAL.syncInterval());
        assertThat(read("alone")).isEqualTo(Origin.LOADED);
        assertThat(read("before")).as("verified").isEqualTo(Origin.NEAR);
    }
}
