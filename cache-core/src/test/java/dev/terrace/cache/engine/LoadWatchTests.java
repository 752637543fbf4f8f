package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.RemoteRead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadWatchTests {

    private static final EntryDescription TEXT = EntryDescription.of(String.class);
    private static final Duration LEASE = Duration.ofSeconds(12);
    private static final CachePolicy POLICY = Policies.leasing(Policies.BOTH, LEASE);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final TwinInstance here = TwinInstance.joined("here", server, time);
    private final TwinInstance there = TwinInstance.joined("there", server, time);
    private final CacheCore core = here.core("products", POLICY);
    private final DefaultTieredCache cache = TwinInstance.cache(core);
    private final CompletableFuture<String> load = new CompletableFuture<>();
    private int idle;

    @BeforeEach
    void count() {
        idle = time.waiting();
    }

    @AfterEach
    void close() throws InterruptedException {
        here.close();
        there.close();
    }

    private List<CompletableFuture<CachedValue<String>>> fetch(int keys) {
        List<CompletableFuture<CachedValue<String>>> reads = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            reads.add(cache.fetchAsync("k" + i, () -> load, TEXT).toCompletableFuture());
        }
        here.runUntil(() -> core.loads.running() == keys);
        here.link().takeSent();
        return reads;
    }

    private int renewals() {
        return Collections.frequency(here.link().takeSent(), "renew");
    }

    @Test
    void leasesAreRenewedByThirdsThoseOfALaneTogether() {
        fetch(50);
        here.advance(LEASE.dividedBy(3).minusSeconds(1));
        assertThat(renewals()).isZero();
        here.advance(Duration.ofSeconds(3));
        assertThat(renewals()).as("one for each lane").isEqualTo(2);
        here.advance(LEASE.dividedBy(3));
        assertThat(renewals()).isEqualTo(2);
        here.advance(LEASE);
        assertThat(here.leases()).as("longer than one lease").isEqualTo(50);
        load.complete("v");
        here.settle();
        assertThat(here.leases()).isZero();
        assertThat(core.loads.running()).isZero();
    }

    @Test
    void moreThanGoIntoOneCallAreRenewedInSeveral() {
        fetch(300);
        here.advance(LEASE.dividedBy(2));
        assertThat(renewals()).as("100 in each").isBetween(4, 5);
        load.complete("v");
        here.settle();
    }

    @Test
    void aRenewalThatFailsIsMadeUpForInTime() {
        fetch(1);
        here.link().fail("renew", 1);
        here.advance(LEASE.multipliedBy(2));
        assertThat(here.leases()).isOne();
        assertThat(here.events)
                .anyMatch(event -> event instanceof CacheEvent.RemoteFailed failed
                        && failed.operation().equals("renew"));
        load.complete("v");
        here.settle();
        assertThat(here.stored(core, "k0")).isNotNull();
    }

    @Test
    void aLeaseThatIsAnothersIsRenewedNoMoreAndItsLoadNotStored() {
        var read = fetch(1).get(0);
        here.link().tier().endLeases(List.of(RemoteAccess.remoteKey(core.keyOf("k0"))));
        here.advance(LEASE);
        assertThat(renewals()).as("one, which tells").isOne();
        load.complete("v");
        here.settle();
        assertThat(read.join().value()).isEqualTo("v");
        assertThat(here.stored(core, "k0")).isNull();
        assertThat(cache.statistics().nearSize()).isZero();
    }

    @Test
    void aLoadThatOutlastsThePatienceIsGivenUpAndAnotherInstanceTakesOver() {
        var read = fetch(1).get(0);
        CompletableFuture<CachedValue<String>> waiting = there.cache("products", POLICY)
                .fetchAsync("k0", () -> CompletableFuture.completedFuture("theirs"), TEXT)
                .toCompletableFuture();
        there.run();
        Duration patience = POLICY.loader().patience();
        advanceBoth(patience.minusSeconds(1));
        assertThat(core.loads.hung()).isZero();
        assertThat(waiting).isNotDone();
        advanceBoth(Duration.ofSeconds(3));
        assertThat(core.loads.hung()).isOne();
        assertThat(here.events).hasAtLeastOneElementOfType(CacheEvent.LoadHung.class);
        advanceBoth(LEASE);
        there.runUntil(waiting::isDone);
        assertThat(waiting.join().value()).isEqualTo("theirs");
        load.complete("late");
        here.settle();
        there.settle();
        assertThat(read.join().value()).as("its own caller has waited").isEqualTo("late");
        assertThat(cache.statistics().nearSize()).as("refused").isZero();
        assertThat(here.leases()).isZero();
    }

    private void advanceBoth(Duration duration) {
        for (long step = 0; step < duration.toMillis(); step += 50) {
            here.advance(Duration.ofMillis(50));
            there.run();
        }
    }

    @Test
    void itStopsLookingWhenThereIsNothingToWatch() {
        fetch(3);
        assertThat(time.waiting()).isEqualTo(idle + 1);
        load.complete("v");
        here.settle();
        here.advance(LEASE);
        assertThat(time.waiting()).isEqualTo(idle);
        CompletableFuture<String> next = new CompletableFuture<>();
        var unused = cache.fetchAsync("next", () -> next, TEXT);
        here.runUntil(() -> core.loads.running() == 1);
        assertThat(time.waiting()).as("and begins again").isEqualTo(idle + 1);
        next.complete("v");
        here.settle();
    }

    @Test
    void aLoadThatFailsReleasesItsLease() {
        var read = fetch(1).get(0);
        load.completeExceptionally(new IllegalStateException("thrown"));
        here.settle();
        assertThat(read).isCompletedExceptionally();
        assertThat(here.leases()).isZero();
        assertThat(there.link()
                        .tier()
                        .read(RemoteAccess.remoteKey(core.keyOf("k0")), null, null)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(RemoteRead.Absent.class);
    }
}
