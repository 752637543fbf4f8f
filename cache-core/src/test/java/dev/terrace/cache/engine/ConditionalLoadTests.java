package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.ConditionalLoader;
import dev.terrace.cache.ConditionalLoader.Previous;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.LoadResult;
import dev.terrace.cache.Origin;
import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loaders that see what the cache still has, and say how their answer is kept. */
class ConditionalLoadTests {

    private static final EntryDescription TEXT =
            EntryDescription.of(String.class).with(EntryOptions.tagged("tag"));
    private static final Duration LIFE = Duration.ofSeconds(100);
    private static final CachePolicy POLICY =
            Policies.stale(Policies.living(Policies.BOTH, LIFE), Duration.ZERO, Duration.ofSeconds(200));
    private static final Validators FIRST = new Validators("v1", Instant.parse("2026-01-02T03:04:05Z"));

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final TwinInstance here = TwinInstance.joined("here", server, time);
    private final TwinInstance there = TwinInstance.joined("there", server, time);
    private final List<Previous<String>> seen = new ArrayList<>();
    private CacheCore core;
    private DefaultTieredCache cache;

    @BeforeEach
    void make() {
        make(POLICY);
    }

    private void make(CachePolicy policy) {
        core = here.core("products " + policy.hashCode(), policy);
        cache = TwinInstance.cache(core);
    }

    @AfterEach
    void close() throws InterruptedException {
        here.close();
        there.close();
    }

    private ConditionalLoader<String> answering(LoadResult<String> answer) {
        return previous -> {
            seen.add(previous);
            time.advance(Duration.ofMillis(30));
            return answer;
        };
    }

    private CachedValue<String> fetch(LoadResult<String> answer) throws Exception {
        CachedValue<String> value = cache.fetch("k", answering(answer), TEXT);
        here.settle();
        return value;
    }

    private void store() throws Exception {
        fetch(LoadResult.of("first").with(FIRST));
        seen.clear();
    }

    private NearEntry near() {
        return Objects.requireNonNull(Objects.requireNonNull(core.near).tier().get("k"));
    }

    private Previous<String> previous() {
        assertThat(seen).hasSize(1);
        return Objects.requireNonNull(seen.get(0));
    }

    @Test
    void theFirstLoadSeesNothing() throws Exception {
        fetch(LoadResult.of("first"));
        assertThat(seen).containsExactly((Previous<String>) null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNextOneSeesTheValueItsValidatorsAndItsAgeFromEitherTier(boolean near) throws Exception {
        store();
        here.advance(LIFE.plusSeconds(10));
        if (!near) {
            here.near.drop(core.keyOf("k").hash());
        }
        assertThat(fetch(LoadResult.of("second")).value()).isEqualTo("second");
        assertThat(previous().value()).isEqualTo("first");
        assertThat(previous().validators()).isEqualTo(FIRST);
        assertThat(previous().age()).isGreaterThanOrEqualTo(LIFE.plusSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotModifiedBeginsANewLifeEverywhere(boolean near) throws Exception {
        store();
        long stamp = near().origin().stamp();
        here.advance(LIFE.plusSeconds(10));
        if (!near) {
            here.near.drop(core.keyOf("k").hash());
        }
        here.link().takeSent();
        CachedValue<String> renewed = fetch(LoadResult.notModified());
        assertThat(renewed.value()).isEqualTo("first");
        assertThat(renewed.origin()).isEqualTo(Origin.LOADED);
        assertThat(here.link().takeSent()).contains("freshen").doesNotContain("fill");
        assertThat(near().isFresh(time.nanoTime())).isTrue();
        assertThat(near().origin().stamp()).isNotEqualTo(stamp);
        assertThat(near().origin().tags()).containsExactly("tag");
        assertThat(near().origin().validators()).isEqualTo(FIRST);
        StoredValue remote = core.writer.parse(core.keyOf("k"), here.stored(core, "k"), TEXT);
        assertThat(remote.value()).isEqualTo("first");
        assertThat(remote.stamp()).isEqualTo(near().origin().stamp());
        assertThat(remote.header().validators()).isEqualTo(FIRST);
        assertThat(remote.freshMillis()).isEqualTo(LIFE.toMillis());
        CachedValue<String> elsewhere =
                there.cache(core.name, POLICY).fetch("k", answering(LoadResult.of("not wanted")), TEXT);
        assertThat(elsewhere.origin()).isEqualTo(Origin.REMOTE);
        assertThat(elsewhere.stale()).isFalse();
        assertThat(here.leases()).isZero();
    }

    @Test
    void itChoosesTheNewLife() throws Exception {
        store();
        here.advance(LIFE.plusSeconds(10));
        fetch(new LoadResult.NotModified<>(Duration.ofSeconds(7)));
        here.advance(Duration.ofSeconds(6));
        assertThat(near().isFresh(time.nanoTime())).isTrue();
        here.advance(Duration.ofSeconds(2));
        assertThat(near().isFresh(time.nanoTime())).isFalse();
    }

    @Test
    void whatTheRemoteTierHasLostMeanwhileIsSentAgain() throws Exception {
        store();
        here.advance(LIFE.plusSeconds(10));
        ConditionalLoader<String> losing = previous -> {
            byte[] stored = Objects.requireNonNull(here.stored(core, "k"));
            here.link()
                    .tier()
                    .discard(List.of(
                            new RemoteTier.Discard(RemoteAccess.remoteKey(core.keyOf("k")), Envelope.stampOf(stored))));
            return LoadResult.notModified();
        };
        assertThat(cache.fetch("k", losing, TEXT).value()).isEqualTo("first");
        here.settle();
        StoredValue remote = core.writer.parse(core.keyOf("k"), Objects.requireNonNull(here.stored(core, "k")), TEXT);
        assertThat(remote.value()).isEqualTo("first");
        assertThat(remote.tags()).containsExactly("tag");
        assertThat(remote.header().validators()).isEqualTo(FIRST);
        assertThat(remote.stamp()).isEqualTo(near().origin().stamp());
        assertThat(here.leases()).isZero();
    }

    @Test
    void whileTheRemoteTierIsAwayTheNearTierAloneIsRenewed() throws Exception {
        store();
        here.advance(LIFE.plusSeconds(10));
        here.lose();
        assertThat(fetch(LoadResult.notModified()).value()).isEqualTo("first");
        assertThat(near().isFresh(time.nanoTime())).isTrue();
        assertThat(near().isLocal()).isTrue();
        assertThat(near().origin().tags()).containsExactly("tag");
        assertThat(near().origin().validators()).isEqualTo(FIRST);
    }

    @Test
    void aRenewedEntryWeighsWhatItWeighedBefore() throws Exception {
        make(Policies.near(POLICY, new CachePolicy.Near(10, 10_000L, null, CachePolicy.Copy.NONE)));
        store();
        int weight = near().origin().weight();
        assertThat(weight).isPositive();
        here.advance(LIFE.plusSeconds(10));
        fetch(LoadResult.notModified());
        assertThat(near().origin().weight()).isEqualTo(weight);
    }

    @Test
    void notModifiedWithoutAnythingBeforeIsAnErrorOfTheLoader() {
        assertThatThrownBy(() -> fetch(LoadResult.notModified()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no previous value");
        here.settle();
        assertThat(here.leases()).isZero();
        assertThat(here.openFills()).isZero();
    }

    @Test
    void aLoaderThatAnswersNothingAtAllHasFailed() {
        assertThatThrownBy(() -> fetch(null)).isInstanceOf(NullPointerException.class);
        here.settle();
        assertThat(cache.statistics().loadFailures()).isOne();
        assertThat(here.leases()).isZero();
    }

    @Test
    void whatWasInvalidatedIsNotShownToTheNextLoad() throws Exception {
        store();
        here.advance(LIFE.plusSeconds(10));
        here.engine.evictByTag(List.of("tag"));
        here.run();
        fetch(LoadResult.of("second"));
        assertThat(seen).containsExactly((Previous<String>) null);
    }

    @Test
    void itChoosesLifeAndTagsOfItsValue() throws Exception {
        fetch(LoadResult.of("v").with(EntryOptions.tagged("own").withTimeToLive(Duration.ofSeconds(5))));
        assertThat(near().origin().tags()).containsExactly("own");
        here.engine.evictByTag(List.of("tag"));
        here.advance(Duration.ofSeconds(4));
        assertThat(fetch(LoadResult.of("w")).origin()).isEqualTo(Origin.NEAR);
        here.engine.evictByTag(List.of("own"));
        here.run();
        assertThat(fetch(LoadResult.of("w").with(EntryOptions.none().withTimeToLive(Duration.ofSeconds(5))))
                        .value())
                .isEqualTo("w");
        here.advance(Duration.ofSeconds(6));
        assertThat(fetch(LoadResult.of("x")).value()).isEqualTo("x");
    }

    @Test
    void whatIsNotToBeStoredIsForThoseWhoWaitAndLeavesWhatIsThere() throws Exception {
        assertThat(fetch(LoadResult.unstored("passing")).value()).isEqualTo("passing");
        assertThat(here.stored(core, "k")).isNull();
        assertThat(cache.statistics().nearSize()).isZero();
        assertThat(here.leases()).isZero();
        store();
        here.advance(LIFE.plusSeconds(10));
        assertThat(fetch(LoadResult.unstored("passing")).value()).isEqualTo("passing");
        assertThat(near().value()).isEqualTo("first");
        assertThat(here.stored(core, "k")).isNotNull();
    }

    // ---- statistics and threads

    @Test
    void hitsSaveTheTimeOfTheLoadInEachTier() throws Exception {
        store();
        assertThat(cache.statistics().timeSaved()).isZero();
        fetch(LoadResult.of("not wanted"));
        fetch(LoadResult.of("not wanted"));
        assertThat(cache.statistics().timeSaved()).isEqualTo(Duration.ofMillis(60));
        DefaultTieredCache other = there.cache(core.name, POLICY);
        other.fetch("k", answering(LoadResult.of("not wanted")), TEXT);
        assertThat(other.statistics().timeSaved()).as("from the remote tier").isEqualTo(Duration.ofMillis(30));
        assertThat(other.lookup("k", TEXT).value()).isEqualTo("first");
        assertThat(other.statistics().timeSaved()).isEqualTo(Duration.ofMillis(60));
    }

    @Test
    void aConditionalLoadRunsOnItsCallersThread() throws Exception {
        Thread[] thread = new Thread[1];
        cache.fetch(
                "k",
                (Previous<String> previous) -> {
                    thread[0] = Thread.currentThread();
                    return LoadResult.of("v");
                },
                TEXT);
        assertThat(thread[0]).isSameAs(Thread.currentThread());
        here.settle();
    }

    @Test
    void aRefreshSeesWhatIsServedMeanwhile() throws Exception {
        make(Policies.stale(POLICY, Duration.ofSeconds(50), Duration.ofSeconds(50)));
        store();
        here.advance(LIFE.plusSeconds(1));
        CompletableFuture<Void> go = new CompletableFuture<>();
        CachedValue<String> stale = cache.fetch(
                "k",
                previous -> {
                    go.join();
                    seen.add(previous);
                    return LoadResult.notModified();
                },
                TEXT);
        assertThat(stale.stale()).isTrue();
        go.complete(null);
        here.settle();
        assertThat(previous().value()).isEqualTo("first");
        assertThat(previous().validators()).isEqualTo(FIRST);
        assertThat(near().isFresh(time.nanoTime())).isTrue();
    }
}
