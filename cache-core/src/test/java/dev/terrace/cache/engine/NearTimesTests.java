package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.RefreshAhead;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The times of a near entry that most do not have, and which of them comes first. */
class NearTimesTests {

    private static final EntryDescription TEXT = EntryDescription.of(String.class);
    private static final RefreshAhead AHEAD = new RefreshAhead(RefreshAhead.Mode.THRESHOLD, 0.8);

    /** Touched every 30 s. */
    private static final CachePolicy IDLING =
            Policies.idling(Policies.BOTH, Duration.ofSeconds(300), Duration.ofSeconds(1_000));

    private final ManualTime time = new ManualTime();
    private final TwinInstance here = TwinInstance.joined("here", new TwinServer(1, time::millis), time);
    private CacheCore core;
    private NearAccess near;
    private EntryKey key;

    @AfterEach
    void close() throws InterruptedException {
        here.close();
    }

    private NearEntry installed(CachePolicy policy) {
        core = here.core("products", policy);
        near = Objects.requireNonNull(core.near);
        key = core.keyOf("k");
        Source source = new Source(
                core.coherence.control().position(), core.coherence.serverMillis(), 1, Validators.NONE, null);
        StoredValue stored = core.writer.describe(key, "v", TEXT, source);
        FillTask task = core.coherence.beginFill(key.id());
        core.install(key, stored, task);
        core.coherence.endFill(task);
        return Objects.requireNonNull(near.tier().get("k"));
    }

    private static CachePolicy nearFor(CachePolicy policy, Duration life) {
        return Policies.near(policy, new CachePolicy.Near(100, null, life, CachePolicy.Copy.NONE));
    }

    /** From its beginning; lives differ by chance. */
    private static Duration untilRefresh(NearEntry entry) {
        return Duration.ofMillis(entry.origin().freshMillis() * 4 / 5);
    }

    private void advance(int seconds) {
        here.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void aReadIsToldWhenATenthOfTheIdleTimeIsOverAndOnce() {
        NearEntry entry = installed(IDLING);
        advance(29);
        assertThat(near.hit("k")).isSameAs(entry);
        assertThat(near.touch(entry)).isFalse();
        advance(1);
        assertThat(near.hit("k")).isNull();
        assertThat(near.touch(entry)).isTrue();
        assertThat(near.touch(entry)).isFalse();
        assertThat(near.hit("k")).isSameAs(entry);
    }

    @Test
    void anEntryIsServedNoLongerThanItsLifeInTheNearTier() {
        NearEntry entry =
                installed(nearFor(Policies.living(Policies.BOTH, Duration.ofSeconds(1_000)), Duration.ofSeconds(60)));
        advance(59);
        assertThat(near.hit("k")).isSameAs(entry);
        advance(1);
        assertThat(near.hit("k")).isNull();
        assertThat(near.doubtful("k")).isSameAs(entry);
    }

    @Test
    void aReadServesItNoLongerThanItsLifeInTheNearTier() {
        NearEntry entry = installed(nearFor(IDLING, Duration.ofSeconds(60)));
        advance(45);
        assertThat(near.touch(entry)).isTrue();
        advance(14);
        assertThat(near.hit("k")).isSameAs(entry);
        advance(1);
        assertThat(near.hit("k")).isNull();
        assertThat(near.isUndisputed(entry)).isFalse();
        assertThat(near.doubtful("k")).isSameAs(entry);
    }

    @Test
    void aReadServesItNoLongerThanUntilItIsToBeRefreshed() {
        NearEntry entry = installed(Policies.refreshingAhead(IDLING, AHEAD));
        for (int i = 0; i < 4; i++) {
            here.advance(untilRefresh(entry).minusSeconds(20).dividedBy(4));
            assertThat(near.touch(entry)).isTrue();
        }
        advance(19);
        assertThat(near.hit("k")).isSameAs(entry);
        advance(2);
        assertThat(near.hit("k")).isNull();
        assertThat(near.look("k")).extracting(NearAccess.Found::use).isEqualTo(NearAccess.Use.SERVE_AND_REFRESH);
    }

    @Test
    void aRefreshMayHaveReplacedWhatIsToBeRefreshed() {
        CachePolicy policy = Policies.living(Policies.BOTH, Duration.ofSeconds(100));
        NearEntry entry = installed(Policies.refreshingAhead(policy, AHEAD));
        here.advance(untilRefresh(entry).minusSeconds(1));
        assertThat(near.isUndisputed(entry)).isTrue();
        advance(2);
        assertThat(near.isUndisputed(entry)).isFalse();
        assertThat(near.hit("k")).isNull();
    }

    @Test
    void whatWasVerifiedLivesAnewHereAndIsTouchedByTheNextRead() {
        NearEntry entry = installed(nearFor(IDLING, Duration.ofSeconds(200)));
        advance(210);
        FillTask task = core.coherence.beginFill(key.id());
        NearEntry verified = near.verified(entry, task);
        core.coherence.endFill(task);
        assertThat(near.tier().get("k")).isSameAs(verified);
        assertThat(verified.freshUntil()).isEqualTo(entry.freshUntil());
        assertThat(near.hit("k")).isNull();
        assertThat(near.touch(verified)).isTrue();
        assertThat(near.hit("k")).isSameAs(verified);
        advance(199);
        assertThat(near.isUndisputed(verified)).isTrue();
        advance(1);
        assertThat(near.isUndisputed(verified)).isFalse();
    }
}
