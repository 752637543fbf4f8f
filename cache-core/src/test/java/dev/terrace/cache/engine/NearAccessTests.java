package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Validators;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.EntryWriter.Source;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.simulation.TwinServer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NearAccessTests {

    private static final EntryDescription TEXT = EntryDescription.of(String.class);
    private static final CachePolicy POLICY = Policies.stale(
            Policies.living(Policies.BOTH, Duration.ofSeconds(100)), Duration.ZERO, Duration.ofSeconds(50));

    private final ManualTime time = new ManualTime();
    private final TwinInstance here = TwinInstance.joined("here", new TwinServer(1, time::millis), time);
    private final CacheCore core = here.core("products", POLICY);
    private final NearAccess near = Objects.requireNonNull(core.near);
    private final EntryKey key = core.keyOf("k");

    @AfterEach
    void close() throws InterruptedException {
        here.close();
    }

    private StoredValue written(String value) {
        StoredValue stored = core.writer.describe(
                key,
                value,
                TEXT,
                new Source(
                        core.coherence.control().position(), core.coherence.serverMillis(), 1, Validators.NONE, null));
        here.advance(Duration.ofMillis(10));
        return stored;
    }

    private @Nullable NearEntry install(StoredValue stored) {
        FillTask task = core.coherence.beginFill(key.id());
        core.install(key, stored, task);
        core.coherence.endFill(task);
        return near.tier().get("k");
    }

    @Test
    void whatWasWrittenLaterTakesThePlaceOfWhatWasWrittenBefore() {
        StoredValue older = written("older");
        StoredValue newer = written("newer");
        install(older);
        assertThat(install(newer)).extracting(NearEntry::value).isEqualTo("newer");
    }

    @Test
    void whatArrivesLateTakesNobodysPlaceAndNeitherStays() {
        StoredValue older = written("older");
        StoredValue newer = written("newer");
        install(newer);
        assertThat(install(older)).isNull();
    }

    /** Found by the simulation: the load began while the remote tier was away and ended when it was there again. */
    @Test
    void whatWasLoadedWithoutALeaseTakesNotThePlaceOfWhatWasWrittenSinceItsLoadBegan() {
        FillTask task = core.coherence.beginFill(key.id());
        here.advance(Duration.ofMillis(50));
        install(written("newer"));
        here.advance(Duration.ofMillis(50));
        long now = core.coherence.serverMillis();
        core.keepNear(key, "older", TEXT, task, new Source(task.ctl(), now, 110, Validators.NONE, null));
        core.coherence.endFill(task);
        assertThat(near.tier().get("k")).isNull();
    }

    @Test
    void itTakesThePlaceOfWhatWasWrittenBefore() {
        install(written("older"));
        FillTask task = core.coherence.beginFill(key.id());
        here.advance(Duration.ofMillis(50));
        long now = core.coherence.serverMillis();
        core.keepNear(key, "newer", TEXT, task, new Source(task.ctl(), now, 50, Validators.NONE, null));
        core.coherence.endFill(task);
        assertThat(near.tier().get("k")).extracting(NearEntry::value).isEqualTo("newer");
    }

    @Test
    void theSameValueMayArriveTwice() {
        StoredValue stored = written("v");
        install(stored);
        assertThat(install(stored)).extracting(NearEntry::value).isEqualTo("v");
    }

    @Test
    void whatWasInvalidatedMeanwhileIsNotInstalledAndWhatIsThereGoes() {
        install(written("older"));
        StoredValue stored = written("newer");
        FillTask task = core.coherence.beginFill(key.id());
        core.coherence.poison(key.id(), null);
        core.install(key, stored, task);
        core.coherence.endFill(task);
        assertThat(near.tier().get("k")).isNull();
    }

    @Test
    void whatIsPastAllUseIsNotInstalled() {
        StoredValue stored = written("v");
        here.advance(Duration.ofSeconds(151));
        assertThat(install(stored)).isNull();
    }

    @Test
    void anEntryPastAllUseIsDroppedByTheReadThatFindsIt() {
        install(written("v"));
        here.advance(Duration.ofSeconds(149));
        assertThat(near.look("k")).extracting(NearAccess.Found::use).isEqualTo(NearAccess.Use.IN_TROUBLE);
        here.advance(Duration.ofSeconds(1));
        assertThat(near.look("k")).isNull();
        assertThat(near.tier().get("k")).isNull();
    }

    @Test
    void anEntryIsQuietForAPauseAndNeverBeyondAllUse() {
        NearEntry entry = Objects.requireNonNull(install(written("v")));
        here.advance(Duration.ofSeconds(120));
        assertThat(near.hit("k")).isNull();
        near.quieten(entry, Duration.ofSeconds(5));
        assertThat(near.hit("k")).isSameAs(entry);
        here.advance(Duration.ofSeconds(5));
        assertThat(near.hit("k")).isNull();
        near.quieten(entry, Duration.ofSeconds(500));
        here.advance(Duration.ofSeconds(24));
        assertThat(near.hit("k")).isSameAs(entry);
        here.advance(Duration.ofSeconds(1));
        assertThat(near.hit("k")).isNull();
    }

    /** As when a timeout and the landing of the load that took so long come at once. */
    @Test
    void aFreshEntryIsNotQuietForAShorterTimeThanItWouldBeServed() {
        NearEntry entry = Objects.requireNonNull(install(written("v")));
        near.quieten(entry, Duration.ofSeconds(5));
        here.advance(Duration.ofSeconds(50));
        assertThat(near.hit("k")).isSameAs(entry);
    }
}
