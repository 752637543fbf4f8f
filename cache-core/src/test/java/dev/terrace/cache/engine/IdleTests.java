package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries that are gone when nobody reads them. */
class IdleTests {

    private static final EntryDescription TEXT = EntryDescription.of(String.class);
    private static final Duration IDLE = Duration.ofSeconds(100);
    private static final Duration LIFE = Duration.ofSeconds(1_000);
    private static final CachePolicy BOTH = Policies.idling(Policies.BOTH, IDLE, LIFE);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(1, time::millis);
    private TwinInstance here;
    private TwinInstance there;

    static List<CachePolicy> policies() {
        return List.of(
                BOTH,
                Policies.idling(Policies.REMOTE, IDLE, LIFE),
                Policies.idling(Policies.NEAR, IDLE, LIFE),
                Policies.idling(Policies.BOTH, IDLE, null));
    }

    @BeforeEach
    void start() {
        here = TwinInstance.joined("here", server, time);
        there = TwinInstance.joined("there", server, time);
    }

    @AfterEach
    void close() throws InterruptedException {
        here.close();
        there.close();
    }

    private void advance(Duration duration) {
        here.advance(duration);
        there.run();
    }

    private boolean reads(TwinInstance instance, CachePolicy policy) {
        CachedValue<Object> found = instance.cache("sessions", policy).lookup("k", TEXT);
        instance.settle();
        return found != null;
    }

    private void put(CachePolicy policy) {
        here.cache("sessions", policy).put("k", "v", TEXT);
        here.settle();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void anEntryThatIsReadLivesOn(CachePolicy policy) {
        put(policy);
        for (int i = 0; i < 9; i++) {
            advance(Duration.ofSeconds(99));
            assertThat(reads(here, policy)).as("read %d", i).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void anEntryThatNobodyReadsIsGone(CachePolicy policy) {
        put(policy);
        advance(Duration.ofSeconds(50));
        assertThat(reads(here, policy)).isTrue();
        advance(Duration.ofSeconds(111));
        assertThat(reads(here, policy)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void itIsGoneForAReaderThatLoadsToo(CachePolicy policy) throws Exception {
        put(policy);
        advance(Duration.ofSeconds(111));
        CachedValue<String> loaded = here.cache("sessions", policy).fetch("k", () -> "new", TEXT);
        assertThat(loaded.value()).isEqualTo("new");
        assertThat(loaded.origin()).isEqualTo(Origin.LOADED);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void itIsNotServedInTroubleEither(CachePolicy policy) {
        put(policy);
        advance(Duration.ofSeconds(111));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> here.cache("sessions", policy)
                        .fetch(
                                "k",
                                () -> {
                                    throw new IllegalStateException("down");
                                },
                                TEXT)))
                .hasMessage("down");
    }

    @Test
    void readsElsewhereKeepItAliveHere() {
        put(BOTH);
        for (int i = 0; i < 5; i++) {
            advance(Duration.ofSeconds(80));
            assertThat(reads(there, BOTH)).isTrue();
        }
        assertThat(reads(here, BOTH)).isTrue();
    }

    @Test
    void manyReadsOfANearEntryTouchTheRemoteOneTenTimesInTheIdleTime() {
        put(BOTH);
        here.link().takeSent();
        for (int i = 0; i < 1_000; i++) {
            advance(Duration.ofMillis(100));
            assertThat(reads(here, BOTH)).isTrue();
        }
        assertThat(Collections.frequency(here.link().takeSent(), "touch")).isBetween(9, 10);
    }

    @Test
    void noTouchOutlivesTheLife() {
        put(BOTH);
        for (int i = 0; i < 19; i++) {
            advance(Duration.ofSeconds(50));
            assertThat(reads(here, BOTH)).as("after %d s", 50 * (i + 1)).isTrue();
        }
        advance(Duration.ofSeconds(51));
        assertThat(here.stored(here.core("sessions", BOTH), "k")).isNull();
        assertThat(reads(here, BOTH)).isFalse();
    }

    @Test
    void anEntryIsRefreshedAheadAtItsTimeAndNotWithEveryTouch() throws Exception {
        CachePolicy ahead = Policies.refreshingAhead(
                BOTH, new CachePolicy.RefreshAhead(CachePolicy.RefreshAhead.Mode.THRESHOLD, 0.8));
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 79; i++) {
            here.cache("sessions", ahead).fetch("k", () -> "v" + loads.incrementAndGet(), TEXT);
            here.settle();
            advance(Duration.ofSeconds(10));
        }
        assertThat(loads).hasValue(1);
        advance(Duration.ofSeconds(20));
        here.cache("sessions", ahead).fetch("k", () -> "v" + loads.incrementAndGet(), TEXT);
        here.settle();
        assertThat(loads).hasValue(2);
    }

    @Test
    void withoutAnIdleTimeNothingIsTouched() {
        CachePolicy plain = Policies.living(Policies.BOTH, LIFE);
        put(plain);
        here.link().takeSent();
        advance(Duration.ofSeconds(500));
        assertThat(reads(here, plain)).isTrue();
        assertThat(here.link().takeSent()).doesNotContain("touch");
    }

    @Test
    void aTouchNeverRevivesWhatWasEvicted() {
        put(BOTH);
        advance(Duration.ofSeconds(50));
        there.cache("sessions", BOTH).evict("k");
        there.settle();
        here.settle();
        assertThat(reads(here, BOTH)).isFalse();
        assertThat(Objects.requireNonNull(here.link()).takeSent()).isNotNull();
        assertThat(here.stored(here.core("sessions", BOTH), "k")).isNull();
    }
}
