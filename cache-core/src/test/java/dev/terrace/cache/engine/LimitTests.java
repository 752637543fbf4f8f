package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.Priority;
import dev.terrace.cache.codec.Encryption;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.KeyPage;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteTier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is too large, what does not belong near, and what nobody may read in the remote tier. */
class LimitTests {

    private static final EntryDescription TEXT = EntryDescription.of(String.class);
    private static final CachePolicy.Storage SMALL =
            new CachePolicy.Storage("json", CachePolicy.Compressing.NONE, false, 100, 50, 0);
    private static final CachePolicy LIMITED = Policies.storing(Policies.BOTH, SMALL);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(1, time::millis);
    private final AtomicInteger loads = new AtomicInteger();
    private TwinInstance here;

    @BeforeEach
    void start() {
        here = TwinInstance.joined("here", server, time);
    }

    @AfterEach
    void close() throws InterruptedException {
        here.close();
    }

    private String fetch(DefaultTieredCache cache, String key, String value) throws Exception {
        String fetched = cache.<String>fetch(
                        key,
                        () -> {
                            loads.incrementAndGet();
                            return value;
                        },
                        TEXT)
                .value();
        here.settle();
        return Objects.requireNonNull(fetched);
    }

    private List<String> remoteKeys() {
        KeyPage page = here.link()
                .tier()
                .scan(new Lane(0), RemoteTier.Kind.VALUES, null, KeyPage.START)
                .toCompletableFuture()
                .join();
        return page.keys().stream().map(key -> key.text()).toList();
    }

    // ---- size

    @Test
    void aValueThatIsTooLargeIsServedButNotStored() throws Exception {
        DefaultTieredCache cache = here.cache("products", LIMITED);
        String large = "x".repeat(99);
        assertThat(fetch(cache, "k", large)).isEqualTo(large);
        assertThat(fetch(cache, "k", large)).isEqualTo(large);
        assertThat(loads).hasValue(2);
        assertThat(remoteKeys()).isEmpty();
        assertThat(cache.statistics().oversized()).isEqualTo(2);
        assertThat(here.events)
                .contains(new CacheEvent.ValueTooLarge("products", "It takes 101 bytes; 'maximum-payload' is 100"));
        assertThat(here.leases()).isZero();
    }

    @Test
    void aValueThatJustFitsIsStored() throws Exception {
        DefaultTieredCache cache = here.cache("products", LIMITED);
        fetch(cache, "k", "x".repeat(98));
        fetch(cache, "k", "x".repeat(98));
        assertThat(loads).hasValue(1);
        assertThat(remoteKeys()).hasSize(1);
        assertThat(cache.statistics().oversized()).isZero();
    }

    @Test
    void aPutOfAValueThatIsTooLargeLeavesNoOldOne() throws Exception {
        DefaultTieredCache cache = here.cache("products", LIMITED);
        cache.put("k", "old", TEXT);
        here.settle();
        cache.put("k", "x".repeat(200), TEXT);
        here.settle();
        assertThat(cache.lookup("k", TEXT)).isNull();
        assertThat(remoteKeys()).isEmpty();
    }

    // ---- length of keys

    @Test
    void nothingIsStoredUnderAKeyThatIsTooLong() throws Exception {
        DefaultTieredCache cache = here.cache("products", LIMITED);
        String key = "k".repeat(49);
        assertThat(fetch(cache, key, "v")).isEqualTo("v");
        assertThat(fetch(cache, key, "v")).isEqualTo("v");
        cache.put(key, "w", TEXT);
        here.settle();
        assertThat(cache.lookup(key, TEXT)).isNull();
        assertThat(cache.putIfAbsent(key, "w", TEXT)).isNull();
        assertThat(cache.evict(key).toCompletableFuture()).isCompleted();
        assertThat(loads).hasValue(2);
        assertThat(remoteKeys()).isEmpty();
        assertThat(cache.statistics().nearSize()).isZero();
        assertThat(here.events).contains(new CacheEvent.KeyTooLong("products", 51, 50));
    }

    @Test
    void aKeyThatJustFitsIsStored() throws Exception {
        DefaultTieredCache cache = here.cache("products", LIMITED);
        fetch(cache, "k".repeat(48), "v");
        fetch(cache, "k".repeat(48), "v");
        assertThat(loads).hasValue(1);
    }

    // ---- priority

    @Test
    void anEntryOfLowPriorityIsInTheRemoteTierAlone() throws Exception {
        DefaultTieredCache cache = here.cache("products", Policies.prior(Policies.BOTH, Priority.LOW));
        fetch(cache, "k", "v");
        fetch(cache, "k", "v");
        assertThat(loads).hasValue(1);
        assertThat(cache.nearHit("k")).isNull();
        assertThat(cache.statistics().remoteHits()).isEqualTo(1);
    }

    @Test
    void anEntrySaysItsPriorityToOtherInstancesToo() throws Exception {
        EntryDescription low = TEXT.with(EntryOptions.none().withPriority(Priority.LOW));
        here.cache("products", Policies.BOTH).put("k", "v", low);
        here.settle();
        try (TwinInstance there = TwinInstance.joined("there", server, time)) {
            DefaultTieredCache cache = there.cache("products", Policies.BOTH);
            assertThat(Objects.requireNonNull(cache.lookup("k", TEXT)).value()).isEqualTo("v");
            assertThat(cache.nearHit("k")).isNull();
        }
    }

    @Test
    void withoutRedisAnEntryOfLowPriorityIsKeptNear() throws Exception {
        DefaultTieredCache cache = here.cache("products", Policies.prior(Policies.BOTH, Priority.LOW));
        here.lose();
        fetch(cache, "k", "v");
        fetch(cache, "k", "v");
        assertThat(loads).hasValue(1);
    }

    @Test
    void whatShouldBePinnedBeyondTheBoundIsTold() {
        CachePolicy four = Policies.near(
                Policies.prior(Policies.BOTH, Priority.CRITICAL),
                new CachePolicy.Near(4, null, null, CachePolicy.Copy.NONE));
        DefaultTieredCache cache = here.cache("products", four);
        for (int i = 0; i < 3; i++) {
            cache.put(i, "v", TEXT);
        }
        here.settle();
        assertThat(here.events)
                .filteredOn(CacheEvent.PinRefused.class::isInstance)
                .hasSize(1);
    }

    // ---- names

    /** Not secret, but as opaque as the tests need it. */
    private static final Encryption UPSIDE_DOWN = new Encryption() {
        @Override
        public byte[] encrypt(byte[] plain, byte[] bound) {
            return plain;
        }

        @Override
        public byte[] decrypt(byte[] encrypted, byte[] bound) {
            return encrypted;
        }

        @Override
        public String digest(String text) {
            return new StringBuilder(text)
                    .reverse()
                    .toString()
                    .toUpperCase(Locale.ROOT)
                    .replace(' ', '_');
        }
    };

    private TwinInstance digesting(String id) {
        TwinInstance.Setup setup = new TwinInstance.Setup();
        setup.names = RemoteNames.digested(UPSIDE_DOWN);
        return TwinInstance.joined(id, server, time, setup);
    }

    @Test
    void keysAndTagsAreDigestsInTheRemoteTierAndWorkAsEver() throws Exception {
        EntryDescription tagged = TEXT.with(EntryOptions.tagged("person"));
        try (TwinInstance one = digesting("one");
                TwinInstance other = digesting("other")) {
            one.cache("products", Policies.BOTH).put("alice", "v", tagged);
            one.settle();
            assertThat(remoteKeys())
                    .singleElement()
                    .asString()
                    .doesNotContain("alice")
                    .startsWith("#");
            byte[] stored = Objects.requireNonNull(one.stored(one.core("products", Policies.BOTH), "alice"));
            assertThat(new String(stored, StandardCharsets.ISO_8859_1))
                    .doesNotContain("person")
                    .contains("NOSREP");
            DefaultTieredCache elsewhere = other.cache("products", Policies.BOTH);
            assertThat(Objects.requireNonNull(elsewhere.lookup("alice", TEXT)).value())
                    .isEqualTo("v");
            one.engine.evictByTag(List.of("person"));
            one.settle();
            other.settle();
            assertThat(elsewhere.lookup("alice", TEXT)).isNull();
            assertThat(one.cache("products", Policies.BOTH).lookup("alice", TEXT))
                    .isNull();
        }
    }

    @Test
    void aPatternCannotBeHeldAgainstDigests() throws Exception {
        try (TwinInstance one = digesting("one")) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> one.cache("products", Policies.BOTH).evictByPattern("a*"))
                    .withMessageContaining("encryption.keys")
                    .withMessageContaining("tag");
        }
    }
}
