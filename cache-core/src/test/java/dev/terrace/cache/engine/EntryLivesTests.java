package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.LoadResult;
import dev.terrace.cache.TtlPolicy;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.simulation.TwinServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who decides how long an entry lives. */
class EntryLivesTests {

    private static final EntryDescription TEXT = EntryDescription.of(String.class);
    private static final Duration LIFE = Duration.ofSeconds(100);
    private static final CachePolicy ADAPTIVE =
            Policies.adapting(Policies.BOTH, LIFE, Duration.ofSeconds(20), Duration.ofSeconds(300));

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(1, time::millis);
    private TwinInstance here;

    private DefaultTieredCache cache(CachePolicy policy, TtlPolicy... lives) {
        TwinInstance.Setup setup = new TwinInstance.Setup();
        setup.lives = List.of(lives);
        here = TwinInstance.joined("here", server, time, setup);
        return here.cache("products", policy);
    }

    @AfterEach
    void close() throws InterruptedException {
        here.close();
    }

    private NearEntry near(Object key) {
        CacheCore core = here.core("products", CachePolicy.defaults());
        return Objects.requireNonNull(Objects.requireNonNull(core.near).tier().get(key));
    }

    private Duration life(Object key) {
        return Duration.ofMillis(near(key).origin().freshMillis());
    }

    private void load(DefaultTieredCache cache, String value) throws Exception {
        assertThat(cache.fetch("k", () -> value, TEXT).value()).isEqualTo(value);
        here.settle();
    }

    // ---- deciders

    @Test
    void theFirstPolicyThatAnswersDecides() throws Exception {
        DefaultTieredCache cache = cache(
                Policies.living(Policies.BOTH, LIFE),
                (name, key, value) -> null,
                (name, key, value) -> Duration.ofSeconds((name + key + value).length()),
                (name, key, value) -> Duration.ofDays(1));
        load(cache, "value");
        assertThat(life("k")).isEqualTo(Duration.ofSeconds("productskvalue".length()));
    }

    @Test
    void whatTheEntryItselfAsksForGoesFirst() {
        DefaultTieredCache cache =
                cache(Policies.living(Policies.BOTH, LIFE), (name, key, value) -> Duration.ofDays(1));
        cache.put("k", "v", TEXT.with(EntryOptions.none().withTimeToLive(Duration.ofSeconds(7))));
        assertThat(life("k")).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void withoutAnAnswerThePolicyOfTheCacheDecides() throws Exception {
        DefaultTieredCache cache = cache(Policies.living(Policies.BOTH, LIFE), (name, key, value) -> null);
        load(cache, "value");
        assertThat(life("k")).isEqualTo(LIFE);
    }

    @Test
    void anImpossibleAnswerKeepsTheValueFromBeingStoredAndIsTold() throws Exception {
        DefaultTieredCache cache = cache(Policies.BOTH, (name, key, value) -> Duration.ZERO);
        load(cache, "value");
        assertThat(cache.lookup("k", TEXT)).isNull();
        assertThat(here.events)
                .filteredOn(CacheEvent.ValueNotStored.class::isInstance)
                .singleElement()
                .extracting(event -> ((CacheEvent.ValueNotStored) event).reason())
                .asString()
                .contains("PT0S");
    }

    @Test
    void aDecisionThatFailsKeepsAnUnchangedValueFromBeingKeptAndNobodyFromGettingIt() throws Exception {
        boolean[] fails = new boolean[1];
        CachePolicy kept = Policies.stale(Policies.living(Policies.BOTH, LIFE), Duration.ZERO, LIFE);
        DefaultTieredCache cache = cache(kept, (name, key, value) -> {
            if (fails[0]) {
                throw new IllegalStateException("card 4111");
            }
            return null;
        });
        load(cache, "v");
        here.advance(LIFE.plusSeconds(1));
        fails[0] = true;
        assertThat(cache.<String>fetch("k", before -> LoadResult.notModified(), TEXT)
                        .value())
                .isEqualTo("v");
        here.settle();
        assertThat(here.link().takeSent()).contains("release").doesNotContain("throttle");
        assertThat(here.events).contains(new CacheEvent.ValueNotStored("products", "java.lang.IllegalStateException"));
    }

    // ---- adaptive

    @Test
    void aLifeBeginsAsThePolicySays() throws Exception {
        load(cache(ADAPTIVE), "v");
        assertThat(life("k")).isEqualTo(LIFE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLifeGrowsWhileReloadsBringTheValueBackUnchangedUpToTheMaximum(boolean near) throws Exception {
        DefaultTieredCache cache = cache(ADAPTIVE);
        long[] expected = {100, 200, 300, 300};
        for (long seconds : expected) {
            load(cache, "v");
            assertThat(life("k")).hasSeconds(seconds);
            expire(near);
        }
    }

    private void expire(boolean keepNear) {
        here.advance(life("k").plusSeconds(1));
        if (!keepNear) {
            here.near.drop(here.core("products", ADAPTIVE).keyOf("k").hash());
        }
    }

    @Test
    void aLifeShrinksWhenTheValueHasChangedDownToTheMinimum() throws Exception {
        DefaultTieredCache cache = cache(ADAPTIVE);
        long[] expected = {100, 25, 20, 20};
        for (int i = 0; i < expected.length; i++) {
            load(cache, "v" + i);
            assertThat(life("k")).hasSeconds(expected[i]);
            expire(true);
        }
    }

    @Test
    void whatIsKeptToCompareWithIsServedToNobody() throws Exception {
        DefaultTieredCache cache = cache(ADAPTIVE);
        load(cache, "old");
        expire(true);
        assertThat(cache.lookup("k", TEXT)).isNull();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> cache.fetch(
                        "k",
                        () -> {
                            throw new IllegalStateException("down");
                        },
                        TEXT)))
                .hasMessage("down");
    }

    @Test
    void anEvictedValueIsNotComparedWith() throws Exception {
        DefaultTieredCache cache = cache(ADAPTIVE);
        load(cache, "v");
        expire(true);
        load(cache, "v");
        assertThat(life("k")).hasSeconds(200);
        cache.evict("k");
        here.settle();
        load(cache, "v");
        assertThat(life("k")).isEqualTo(LIFE);
    }
}
