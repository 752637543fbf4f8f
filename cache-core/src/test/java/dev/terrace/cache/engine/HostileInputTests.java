package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.codec.Allocated;
import dev.terrace.cache.codec.RawCodec;
import dev.terrace.cache.codec.TooLargeException;
import dev.terrace.cache.codec.ValueFormat;
import dev.terrace.cache.codec.ValueFormats;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheEventLog;
import dev.terrace.cache.fixture.Logged;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import java.time.Duration;
import java.util.AbstractList;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application, or whoever calls it, can throw at a cache: each of it stays within bounds and hurts nobody else. */
class HostileInputTests {

    @RegisterExtension
    private final Logged logged = new Logged("dev.terrace.cache");

    private static final EntryDescription TEXT = EntryDescription.of(String.class);
    private static final EntryDescription LIST = EntryDescription.of(Policies.listOf(String.class));
    private static final int MEGABYTE = 1 << 20;

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(1, () -> 1_700_000_000_000L + time.nanoTime() / 1_000_000);
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

    static List<CachePolicy> kinds() {
        return List.of(Policies.BOTH, Policies.NEAR);
    }

    private <V> V fetch(DefaultTieredCache cache, Object key, V value, EntryDescription entry) throws Exception {
        V fetched = cache.<V>fetch(
                        key,
                        () -> {
                            loads.incrementAndGet();
                            return value;
                        },
                        entry)
                .value();
        here.settle();
        return Objects.requireNonNull(fetched);
    }

    /** An ordinary key of the same cache is loaded once and served then. */
    private void assertWorks(DefaultTieredCache cache) throws Exception {
        int before = loads.get();
        fetch(cache, "ordinary", "v", TEXT);
        fetch(cache, "ordinary", "v", TEXT);
        assertThat(loads).hasValue(before + 1);
    }

    private List<String> warnings() {
        CacheEventLog log = new CacheEventLog();
        here.events.forEach(log::onEvent);
        return logged.lines().stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private interface Call {
        void run() throws Exception;
    }

    /** What this thread allocates within: everything here happens on it. */
    private static long allocatedBy(Call call) throws Exception {
        long before = Allocated.byNow();
        call.run();
        return Allocated.byNow() - before;
    }

    // ---- keys

    @ParameterizedTest
    @MethodSource("kinds")
    void tenTimesTheLimitOfDistinctKeysLeavesNothingBehind(CachePolicy policy) throws Exception {
        int limit = 1_000;
        DefaultTieredCache cache = here.cache(
                "many", Policies.near(policy, new CachePolicy.Near(limit, null, null, CachePolicy.Copy.NONE)));
        for (int i = 0; i < 10 * limit; i++) {
            fetch(cache, "k" + i, "v", TEXT.with(EntryOptions.tagged("t" + i)));
            if (i % 10 == 0) {
                cache.evict("k" + i);
            }
        }
        here.settle();
        assertThat(loads).hasValue(10 * limit);
        assertThat(cache.statistics().nearSize()).isBetween(limit / 2L, (long) limit);
        assertThat(here.openFills()).isZero();
        CacheCore core = here.core("many", policy);
        for (int i = 0; i < 10 * limit; i++) {
            CacheCore.EntryKey key = core.keyOf("k" + i);
            assertThat(core.isBarred(key)).isFalse();
            Flights.Place place = core.flights.board(key, null);
            assertThat(place.leads()).as("no flight is left").isTrue();
            core.flights.leave(key, place.flight());
            core.coherence.endFill(place.flight().task());
        }
        assertThat(here.leases()).isZero();
        assertWorks(cache);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aKeyOfAMegabyteIsServedAndKeptNowhere(CachePolicy policy) throws Exception {
        DefaultTieredCache cache = here.cache("keys", policy);
        String key = "k".repeat(MEGABYTE);
        fetch(cache, key, "v", TEXT);
        long allocated = allocatedBy(() -> {
            for (int i = 0; i < 4; i++) {
                assertThat(fetch(cache, key, "v", TEXT)).isEqualTo("v");
            }
        });
        // A text of it for each of its steps, no more.
        assertThat(allocated / 4).isLessThan(32L * MEGABYTE);
        assertThat(loads).hasValue(5);
        cache.put(key, "w", TEXT);
        here.settle();
        assertThat(cache.lookup(key, TEXT)).isNull();
        assertThat(cache.putIfAbsent(key, "w", TEXT)).isNull();
        cache.evict(key);
        here.settle();
        assertThat(cache.statistics().nearSize()).isZero();
        assertThat(here.openFills()).isZero();
        assertThat(here.leases()).isZero();
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("'maximum-key-length' is 4096")
                .doesNotContain("kkk");
        assertWorks(cache);
    }

    // ---- values

    @Test
    void aHundredMegabytesAreServedNotStoredAndLoggedOnce() throws Exception {
        DefaultTieredCache cache = here.cache("values", Policies.BOTH);
        // A megabyte in memory, a hundred as they are written.
        List<String> value = new ArrayList<>(Collections.nCopies(100, "x".repeat(MEGABYTE)));
        fetch(cache, "k", value, LIST);
        long allocated =
                allocatedBy(() -> assertThat(fetch(cache, "k", value, LIST)).isSameAs(value));
        assertThat(allocated)
                .as("what the codec writes, in pieces and then in one")
                .isBetween(100L * MEGABYTE, 250L * MEGABYTE);
        assertThat(loads).hasValue(2);
        assertThat(cache.statistics().oversized()).isEqualTo(2);
        assertThat(cache.statistics().nearSize()).isZero();
        assertThat(here.stored(here.core("values", Policies.BOTH), "k")).isNull();
        assertThat(here.leases()).isZero();
        assertThat(warnings()).singleElement().asString().contains("'maximum-payload' is " + 8 * MEGABYTE);
        assertWorks(cache);
    }

    @Test
    void rawBytesThatAreTooManyAreWrittenByNobody() throws Exception {
        byte[] bytes = new byte[32 * MEGABYTE];
        ValueFormat format = ValueFormats.of(new RawCodec())
                .of("raw", new CachePolicy.Storage("raw", CachePolicy.Compressing.NONE, false, 8 * MEGABYTE, 4_096, 0));
        assertThat(allocatedBy(() -> assertThatExceptionOfType(TooLargeException.class)
                        .isThrownBy(() -> format.encode(bytes, byte[].class))))
                .isLessThan(MEGABYTE);
    }

    // ---- tags

    @Test
    void aMillionTagsAreRefusedWithTheirNumberTheReasonAndARemedy() throws Exception {
        Set<String> tags = new Claimed(1_000_000);
        assertThat(allocatedBy(() -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> new EntryOptions(tags, null))
                        .withMessageContaining("1000000 tags on one entry")
                        .withMessageContaining("at most 128")
                        .withMessageContaining("looked at whenever the entry is validated")
                        .withMessageContaining("tag it by what it is evicted with")))
                .isLessThan(4L * MEGABYTE);
    }

    /** As many as it is said to have, without having any. */
    private static final class Claimed extends AbstractSet<String> {
        private final int size;

        private Claimed(int size) {
            this.size = size;
        }

        @Override
        public Iterator<String> iterator() {
            return IntStream.range(0, size).mapToObj(i -> "t" + i).iterator();
        }

        @Override
        public int size() {
            return size;
        }
    }

    @Test
    void tagsThatDoNotFitIntoAHeaderLeaveTheValueServedAndNotStored() throws Exception {
        DefaultTieredCache cache = here.cache("tags", Policies.BOTH);
        Set<String> longest = IntStream.range(0, EntryOptions.MAXIMUM_TAGS)
                .mapToObj(i -> i + "€".repeat(EntryOptions.MAXIMUM_TAG_LENGTH - 3))
                .collect(Collectors.toSet());
        EntryDescription tagged = TEXT.with(new EntryOptions(longest, null));
        assertThat(fetch(cache, "k", "v", tagged)).isEqualTo("v");
        assertThat(fetch(cache, "k", "v", tagged)).isEqualTo("v");
        assertThat(loads).hasValue(2);
        assertThat(here.leases()).isZero();
        assertThat(warnings()).singleElement().asString().contains("the header of an entry has 65535");
        assertWorks(cache);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void moreTagsThanAnEntryMayHaveLeaveTheValueServedAndNotStored(CachePolicy policy) throws Exception {
        DefaultTieredCache cache = here.cache("tags", policy);
        EntryDescription tagged =
                new EntryDescription(String.class, value -> new EntryOptions(new Claimed(1_000_000), null));
        assertThat(fetch(cache, "k", "v", tagged)).isEqualTo("v");
        assertThat(fetch(cache, "k", "v", tagged)).isEqualTo("v");
        assertThat(loads).hasValue(2);
        assertThat(here.leases()).isZero();
        assertThat(warnings()).singleElement().asString().contains("1000000 tags on one entry");
        assertWorks(cache);
    }

    // ---- objects that change

    private static CachePolicy copying(CachePolicy policy, CachePolicy.Copy copy) {
        return Policies.near(policy, new CachePolicy.Near(100, null, null, copy));
    }

    @Test
    void whatALoaderChangesAfterwardsIsSharedWithoutCopiesAndNotWithThem() throws Exception {
        for (CachePolicy.Copy copy : CachePolicy.Copy.values()) {
            DefaultTieredCache cache = here.cache("lists " + copy, copying(Policies.BOTH, copy));
            List<String> mutable = new ArrayList<>(List.of("a"));
            fetch(cache, "k", mutable, LIST);
            mutable.add("changed");
            List<String> near = fetch(cache, "k", List.of(), LIST);
            assertThat(near).isEqualTo(copy == CachePolicy.Copy.NONE ? List.of("a", "changed") : List.of("a"));
            try (TwinInstance there = TwinInstance.joined("there " + copy, server, time)) {
                DefaultTieredCache elsewhere = there.cache("lists " + copy, copying(Policies.BOTH, copy));
                assertThat(Objects.requireNonNull(elsewhere.lookup("k", LIST)).value())
                        .as("the others have what was loaded")
                        .isEqualTo(List.of("a"));
            }
        }
    }

    /** One that another thread changes whenever somebody walks through it. */
    private static final class Restless extends AbstractList<String> {
        @Override
        public String get(int index) {
            throw new ConcurrentModificationException();
        }

        @Override
        public Iterator<String> iterator() {
            throw new ConcurrentModificationException();
        }

        @Override
        public int size() {
            return 3;
        }
    }

    @Test
    void anObjectThatChangesWhileItIsWrittenIsServedAndNotStored() throws Exception {
        DefaultTieredCache cache = here.cache("restless", Policies.BOTH);
        Restless value = new Restless();
        assertThat((Object) fetch(cache, "k", value, LIST)).isSameAs(value);
        assertThat(here.events).hasAtLeastOneElementOfType(CacheEvent.ValueNotStored.class);
        assertThat(here.leases()).isZero();
        assertThat(here.openFills()).isZero();
        assertWorks(cache);
    }

    // ---- caches

    @Test
    void tenThousandCachesCostABoundedPieceOfMemoryEachAndNoThread() throws Exception {
        here.cache("warm", Policies.BOTH);
        int caches = 10_000;
        int threads = Thread.activeCount();
        List<DefaultTieredCache> kept = new ArrayList<>(caches);
        long allocated = Allocated.by(() -> {
            for (int i = 0; i < caches; i++) {
                kept.add(here.cache("cache-" + i, Policies.BOTH));
            }
        });
        // No more than that can be kept.
        assertThat(allocated / caches).isBetween(500L, 32_768L);
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
        for (int i = 0; i < caches; i += 1_000) {
            fetch(kept.get(i), "k", "v", TEXT);
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
        assertWorks(kept.get(caches - 1));
    }

    // ---- time

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void aWallClockThatJumpsByADayNeitherEndsNorProlongsALife(int days) throws Exception {
        for (CachePolicy policy : kinds()) {
            loads.set(0);
            DefaultTieredCache cache =
                    here.cache("clock " + policy.tiers(), Policies.living(policy, Duration.ofMinutes(10)));
            fetch(cache, "k", "v", TEXT);
            time.jump(Duration.ofDays(days));
            assertThat(fetch(cache, "k", "w", TEXT)).isEqualTo("v");
            for (int i = 0; i < 9; i++) {
                here.advance(Duration.ofMinutes(1));
                assertThat(fetch(cache, "k", "w", TEXT)).isEqualTo("v");
            }
            assertThat(loads).as("%s", policy.tiers()).hasValue(1);
            here.advance(Duration.ofSeconds(61));
            assertThat(fetch(cache, "k", "w", TEXT)).isEqualTo("w");
            assertThat(loads).as("%s", policy.tiers()).hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void aWallClockThatJumpsByADayLeavesInvalidationsInForce(int days) throws Exception {
        try (TwinInstance there = TwinInstance.joined("there", server, time)) {
            DefaultTieredCache cache = here.cache("clock", Policies.BOTH);
            EntryDescription tagged = TEXT.with(EntryOptions.tagged("t"));
            fetch(cache, "key", "v", TEXT);
            fetch(cache, "tagged", "v", tagged);
            time.jump(Duration.ofDays(days));
            there.cache("clock", Policies.BOTH).evict("key");
            there.engine.evictByTag(List.of("t"));
            there.settle();
            here.advance(Duration.ofSeconds(2));
            there.run();
            assertThat(fetch(cache, "key", "w", TEXT)).isEqualTo("w");
            assertThat(fetch(cache, "tagged", "w", tagged)).isEqualTo("w");
            // And what was loaded after the jump is valid.
            assertThat(fetch(cache, "key", "x", TEXT)).isEqualTo("w");
            assertThat(fetch(cache, "tagged", "x", tagged)).isEqualTo("w");
        }
    }
}
