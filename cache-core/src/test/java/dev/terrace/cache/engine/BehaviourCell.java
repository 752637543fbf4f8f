package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.LoadRefusedException;
import dev.terrace.cache.LoadTimeoutException;
import dev.terrace.cache.Origin;
import dev.terrace.cache.engine.Behaviour.Answer;
import dev.terrace.cache.engine.Behaviour.Gets;
import dev.terrace.cache.engine.Behaviour.Health;
import dev.terrace.cache.engine.Behaviour.Kept;
import dev.terrace.cache.engine.Behaviour.Outcome;
import dev.terrace.cache.engine.Behaviour.State;
import dev.terrace.cache.engine.Behaviour.Waits;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.simulation.TwinServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One cell of the {@link Behaviour} table, played with the classes of production. */
final class BehaviourCell implements AutoCloseable {

    /** Who calls. */
    enum Caller {
        BLOCKING,
        ASYNCHRONOUS
    }

    private static final String KEY = "k";
    private static final List<String> TAGS = List.of("tag");
    private static final EntryDescription TAGGED =
            EntryDescription.of(String.class).with(EntryOptions.tagged("tag"));
    private static final Duration LIFE = Duration.ofSeconds(100);
    private static final Duration WHILE_REVALIDATE = Duration.ofSeconds(50);
    private static final Duration IF_ERROR = Duration.ofSeconds(200);
    private static final Duration LEASE = Duration.ofSeconds(10);

    /** For blocking callers these pass really, so they are short. */
    private static final Duration TIMEOUT = Duration.ofMillis(20);

    private final State state;
    private final Outcome outcome;
    private final Health health;
    private final Caller caller;
    private final ExecutorService callers;

    private final ManualTime time = new ManualTime();
    private final TwinInstance here;
    private final CacheCore core;
    private final DefaultTieredCache cache;
    private final AtomicInteger loads = new AtomicInteger();
    private final CompletableFuture<@Nullable String> slow = new CompletableFuture<>();
    private final CompletableFuture<String> occupant = new CompletableFuture<>();
    private final IllegalStateException thrown = new IllegalStateException("thrown by the loader");

    BehaviourCell(State state, Outcome outcome, Health health, Caller caller, ExecutorService callers) {
        this.state = state;
        this.outcome = outcome;
        this.health = health;
        this.caller = caller;
        this.callers = callers;
        this.here = health == Health.NONE
                ? TwinInstance.alone(time)
                : TwinInstance.joined("here", new TwinServer(2, time::millis), time);
        this.core = here.core("products", policy());
        this.cache = TwinInstance.cache(core);
    }

    private CachePolicy policy() {
        boolean hard = outcome == Outcome.SLOWER_THAN_HARD || outcome == Outcome.HANGS;
        CachePolicy.Loader loader = new CachePolicy.Loader(
                LEASE,
                outcome == Outcome.SLOWER_THAN_SOFT ? TIMEOUT : null,
                hard ? TIMEOUT : null,
                Duration.ofSeconds(5),
                outcome == Outcome.REFUSED ? 1 : 64,
                outcome == Outcome.REFUSED ? CachePolicy.Loader.Bounded.ALL : CachePolicy.Loader.Bounded.BACKGROUND);
        CachePolicy policy = Policies.stale(
                Policies.living(Policies.loading(Policies.BOTH, loader), LIFE), WHILE_REVALIDATE, IF_ERROR);
        policy = Policies.refreshingAhead(
                policy, new CachePolicy.RefreshAhead(CachePolicy.RefreshAhead.Mode.THRESHOLD, 0.8));
        if (state == State.PAST_NEAR) {
            policy = Policies.near(
                    policy, new CachePolicy.Near(100, null, Duration.ofSeconds(60), CachePolicy.Copy.NONE));
        }
        return outcome == Outcome.NULL_NOT_KEPT ? Policies.withoutNulls(policy) : policy;
    }

    // ---- before

    /** Brings about the state of the entry and of the remote tier. */
    void prepare() {
        if (state != State.ABSENT) {
            CompletableFuture<?> filled = cache.fetchAsync(KEY, () -> CompletableFuture.completedFuture("old"), TAGGED)
                    .toCompletableFuture();
            here.settle();
            assertThat(filled).isCompleted();
        }
        here.advance(age());
        if (state == State.EVICTED) {
            cache.evict(KEY);
        } else if (state == State.TAG_EVICTED) {
            here.engine.evictByTag(TAGS);
        }
        here.advance(Duration.ZERO);
        if (health == Health.AWAY) {
            here.lose();
        }
        if (state.isBarred()) {
            evictUnacknowledged();
        }
        if (state.isRemoteOnly()) {
            here.near.drop(key().hash());
        }
        if (outcome == Outcome.REFUSED) {
            cache.fetchAsync("other", () -> occupant, TAGGED);
            here.runUntil(() -> core.loads.isFull());
        }
    }

    private Duration age() {
        return switch (state) {
            case ABSENT, FRESH, FRESH_REMOTE, EVICTED, TAG_EVICTED, BARRED, TAG_BARRED -> Duration.ofSeconds(10);
            case PAST_NEAR -> Duration.ofSeconds(70);
            case AHEAD -> Duration.ofSeconds(90);
            case REVALIDATED, REVALIDATED_REMOTE -> LIFE.plusSeconds(10);
            case IF_ERROR, IF_ERROR_REMOTE -> LIFE.plus(WHILE_REVALIDATE).plusSeconds(50);
            case PAST_ALL -> LIFE.plus(IF_ERROR).plusSeconds(50);
        };
    }

    private void evictUnacknowledged() {
        if (health == Health.CONNECTED) {
            here.link().fail(state == State.BARRED ? "invalidate" : "control", 1);
        }
        var unused = state == State.BARRED ? cache.evict(KEY) : here.engine.evictByTag(TAGS);
        assertThat(here.coherence.isConnected(key().hash())).isEqualTo(health == Health.CONNECTED);
        assertThat(here.coherence.isBarred(key().hash())).isEqualTo(state == State.BARRED);
    }

    // ---- the read

    /** Reads, lets the load end if it does, and says what came of it. */
    Answer play() {
        CacheStatistics before = cache.statistics();
        long began = System.nanoTime();
        CompletableFuture<CachedValue<String>> read = caller == Caller.BLOCKING ? blocking() : asynchronous();
        Waits waits = outcome.isSlow() ? awaitSlow(read, began) : await(read);
        Gets gets = gets(read);
        here.runUntil(() -> here.openFills() == 0 || loads.get() == 1 || outcome == Outcome.REFUSED);
        if (outcome == Outcome.HANGS && loads.get() == 1) {
            hang();
        }
        slow.complete("new");
        occupant.complete("other");
        here.settle();
        requireCounted(before, cache.statistics(), gets);
        requireNothingLeft();
        return new Answer(gets, loads.get(), waits, kept());
    }

    private CompletableFuture<CachedValue<String>> blocking() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return cache.fetch(KEY, this::load, TAGGED);
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                callers);
    }

    private @Nullable String load() {
        loads.incrementAndGet();
        return switch (outcome) {
            case VALUE, REFUSED -> "new";
            case NULL, NULL_NOT_KEPT -> null;
            case THROWS -> throw thrown;
            case SLOWER_THAN_SOFT, SLOWER_THAN_HARD, HANGS -> slow.join();
        };
    }

    private CompletableFuture<CachedValue<String>> asynchronous() {
        return cache.fetchAsync(KEY, this::loading, TAGGED).toCompletableFuture();
    }

    private CompletableFuture<String> loading() {
        return outcome.isSlow() && loads.incrementAndGet() > 0 ? slow : CompletableFuture.completedFuture(load());
    }

    /** Nothing but what the read itself needs goes on meanwhile, so a load that has run by then was waited for. */
    private Waits await(CompletableFuture<CachedValue<String>> read) {
        if (caller == Caller.BLOCKING) {
            assertThat(read.handle((value, thrown) -> true)).succeedsWithin(Duration.ofSeconds(20));
        } else {
            here.runOnlyUntil(read::isDone);
        }
        return loads.get() == 1 ? Waits.FOR_THE_LOAD : Waits.NOT_AT_ALL;
    }

    private Waits awaitSlow(CompletableFuture<CachedValue<String>> read, long began) {
        here.runUntil(() -> read.isDone() || loads.get() == 1);
        boolean atOnce = read.isDone();
        if (caller == Caller.ASYNCHRONOUS) {
            here.advance(TIMEOUT);
        } else {
            boolean mayHaveToWait = outcome == Outcome.SLOWER_THAN_SOFT;
            here.runUntil(() -> read.isDone() || (mayHaveToWait && System.nanoTime() - began > 15 * TIMEOUT.toNanos()));
            atOnce = System.nanoTime() - began < TIMEOUT.toNanos();
        }
        if (read.isDone()) {
            return atOnce ? Waits.NOT_AT_ALL : Waits.FOR_THE_TIMEOUT;
        }
        slow.complete("new");
        here.runUntil(read::isDone);
        return Waits.FOR_THE_LOAD;
    }

    private Gets gets(CompletableFuture<CachedValue<String>> read) {
        try {
            CachedValue<String> value = read.join();
            if ("old".equals(value.value())) {
                boolean asked = state.isRemoteOnly();
                assertThat(value.origin()).isEqualTo(asked ? Origin.REMOTE : Origin.NEAR);
                assertThat(value.age()).isGreaterThanOrEqualTo(age());
                return value.stale() ? Gets.OLD_STALE : Gets.OLD;
            }
            assertThat(value.origin()).isEqualTo(Origin.LOADED);
            assertThat(value.stale()).isFalse();
            return value.value() == null ? Gets.NULL : Gets.NEW;
        } catch (CompletionException e) {
            if (e.getCause() instanceof LoadTimeoutException) {
                return Gets.TIMEOUT;
            }
            if (e.getCause() instanceof LoadRefusedException) {
                return Gets.REFUSAL;
            }
            assertThat(e.getCause()).as("unchanged").isSameAs(thrown);
            return Gets.ITS_EXCEPTION;
        }
    }

    /** The load counts as hung: nobody waits for it, and the key is free. */
    private void hang() {
        here.advance(core.policy.loader().patience().plus(LEASE));
        assertThat(cache.statistics().hungLoads()).isOne();
        if (health == Health.CONNECTED) {
            assertThat(here.leases()).as("the lease has lapsed").isZero();
        }
    }

    // ---- afterwards

    /** Each read is counted once, as a hit or as a miss. */
    private void requireCounted(CacheStatistics before, CacheStatistics after, Gets gets) {
        boolean hit = gets == Gets.OLD || gets == Gets.OLD_STALE;
        int occupied = outcome == Outcome.REFUSED ? 1 : 0;
        assertThat(after.hits() - before.hits()).isEqualTo(hit ? 1 : 0);
        assertThat(after.misses() - before.misses()).isEqualTo((hit ? 0 : 1) + occupied);
        long failed = outcome == Outcome.THROWS ? loads.get() : 0;
        assertThat(after.loadFailures() - before.loadFailures()).isEqualTo(failed);
        assertThat(after.loads() - before.loads()).isEqualTo(loads.get() - failed + occupied);
        CacheStatistics.StaleServed stale = after.staleServed();
        assertThat(stale.revalidating() + stale.error() + stale.timeout()).isEqualTo(gets == Gets.OLD_STALE ? 1 : 0);
        boolean refusal =
                outcome == Outcome.REFUSED && Behaviour.situation(state, health) != Behaviour.Situation.SERVED;
        assertThat(after.refusedLoads()).isEqualTo(refusal ? 1 : 0);
        assertThat(after.runningLoads()).isZero();
        assertThat(after.hungLoads()).isZero();
    }

    private void requireNothingLeft() {
        assertThat(here.openFills()).isZero();
        assertThat(core.loads.isFull()).isFalse();
        if (health == Health.CONNECTED) {
            here.advance(core.policy.loader().throttle());
            assertThat(here.leases()).isZero();
        }
    }

    /** What the tiers hold that may be served in some way. Where both may be asked, they agree. */
    private Kept kept() {
        Kept near = near();
        if (health == Health.CONNECTED) {
            assertThat(remote()).as("the remote tier").isEqualTo(near);
        }
        return near;
    }

    private Kept near() {
        NearEntry entry = Objects.requireNonNull(core.near).tier().get(key().near());
        return entry == null || !isValid(StoredValue.of(entry)) ? Kept.NOTHING : kept(entry.value());
    }

    private Kept remote() {
        byte[] bytes = here.stored(core, KEY);
        if (bytes == null) {
            return Kept.NOTHING;
        }
        StoredValue stored = core.writer.parse(core.keyOf(KEY), bytes, TAGGED);
        return isValid(stored) ? kept(stored.value()) : Kept.NOTHING;
    }

    private boolean isValid(StoredValue stored) {
        return !core.isBarred(key()) && core.isValid(key(), stored);
    }

    private static Kept kept(@Nullable Object value) {
        return value == null ? Kept.NULL : Kept.valueOf(value.toString().toUpperCase(Locale.ROOT));
    }

    private EntryKey key() {
        return core.keyOf(KEY);
    }

    @Override
    public void close() throws InterruptedException {
        slow.complete(null);
        occupant.complete(null);
        here.close();
    }
}
