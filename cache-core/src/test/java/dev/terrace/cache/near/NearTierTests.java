package dev.terrace.cache.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Priority;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bounds and the invariant of the near tier: an entry that is in the cache is in the index. */
class NearTierTests {

    private final NearIndex index = new NearIndex();

    private NearTier tier(long size, @Nullable Long weight) {
        return new NearTier(new CachePolicy.Near(size, weight, null, CachePolicy.Copy.NONE), index, Keepers.NONE);
    }

    private static NearEntry entry(NearTier tier, Object key, long hash, int weight) {
        NearEntry.Origin origin =
                new NearEntry.Origin(hash, 1, 0, 0, Set.of(), 0, Long.MAX_VALUE, 0, Priority.NORMAL, null, weight);
        return NearEntry.plain(new NearEntry.Draft(
                tier, key, "value of " + key, null, origin, NearEntry.Life.until(Long.MAX_VALUE / 2)));
    }

    private static boolean install(NearTier tier, Object key, long hash) {
        return tier.install(key, entry(tier, key, hash, 1), () -> true);
    }

    @Test
    void anEntryIsFoundByItsKeyAndDroppedByItsHash() {
        NearTier tier = tier(10, null);
        assertThat(install(tier, "key", 7)).isTrue();
        assertThat(tier.get("key").value()).isEqualTo("value of key");
        index.drop(8);
        assertThat(tier.get("key")).isNotNull();
        index.drop(7);
        assertThat(tier.get("key")).isNull();
        assertThat(index.size()).isZero();
    }

    @Test
    void anEntryThatIsNotAllowedLeavesWhatWasThere() {
        NearTier tier = tier(10, null);
        install(tier, "key", 7);
        NearEntry refused = entry(tier, "key", 7, 1);
        assertThat(tier.install("key", refused, () -> false)).isFalse();
        assertThat(tier.get("key")).isNotNull().isNotSameAs(refused);
        index.drop(7);
        assertThat(tier.get("key")).as("still found by its hash").isNull();
        assertThat(tier.install("other", entry(tier, "other", 9, 1), () -> false))
                .isFalse();
        assertThat(index.size()).isZero();
    }

    @Test
    void theGuardIsAskedOnceTheEntryCanBeFound() {
        NearTier tier = tier(10, null);
        boolean[] found = new boolean[1];
        tier.install("key", entry(tier, "key", 7, 1), () -> {
            found[0] = index.size() == 1;
            return true;
        });
        assertThat(found[0]).isTrue();
    }

    /** Caffeine's computeIfPresent does not wait for a computation that is about to insert the key. */
    @Test
    void aDropWaitsForTheInstallOfANewKeyThatIsUnderWay() throws Exception {
        NearTier tier = tier(10, null);
        Thread[] invalidation = new Thread[1];
        tier.install("key", entry(tier, "key", 7, 1), () -> {
            invalidation[0] = new Thread(() -> index.drop(7));
            invalidation[0].start();
            Awaitility.await()
                    .until(() -> invalidation[0].getState() == Thread.State.BLOCKED
                            || invalidation[0].getState() == Thread.State.WAITING
                            || invalidation[0].getState() == Thread.State.TERMINATED);
            return true;
        });
        invalidation[0].join();
        assertThat(tier.get("key")).isNull();
        assertThat(index.size()).isZero();
    }

    @Test
    void ofTwoKeysWithOneHashTheLaterStays() {
        NearTier tier = tier(10, null);
        NearTier other = tier(10, null);
        install(tier, "first", 7);
        install(other, "second", 7);
        assertThat(tier.get("first")).isNull();
        assertThat(other.get("second")).isNotNull();
        index.drop(7);
        assertThat(other.get("second")).isNull();
    }

    @Test
    void whatIsEvictedForSizeLeavesTheIndexToo() {
        NearTier tier = tier(100, null);
        LongStream.range(0, 1_000).forEach(i -> install(tier, "key" + i, i));
        assertThat(tier.size()).isEqualTo(100);
        assertThat(tier.evictions()).isEqualTo(900);
        assertThat(index.size()).isEqualTo(100);
    }

    @Test
    void weightBoundsBytesAndNumber() {
        NearTier tier = tier(100, 10_000L);
        for (int i = 0; i < 50; i++) {
            tier.install("heavy" + i, entry(tier, "heavy" + i, i, 1_000), () -> true);
        }
        assertThat(tier.size()).isLessThanOrEqualTo(10);
        for (int i = 0; i < 1_000; i++) {
            tier.install("light" + i, entry(tier, "light" + i, 100 + i, 1), () -> true);
        }
        assertThat(tier.size()).isLessThanOrEqualTo(100);
    }

    @Test
    void dropAllEmptiesTierAndIndex() {
        NearTier tier = tier(100, null);
        assertThat(tier.dropAll()).isFalse();
        LongStream.range(0, 50).forEach(i -> install(tier, "key" + i, i));
        assertThat(tier.dropAll()).isTrue();
        assertThat(tier.size()).isZero();
        assertThat(index.size()).isZero();
    }

    @Test
    void installIfAbsentKeepsWhatIsAccepted() {
        NearTier tier = tier(10, null);
        NearEntry first = entry(tier, "key", 7, 1);
        assertThat(tier.installIfAbsent("key", first, entry -> true, () -> true))
                .isNull();
        assertThat(tier.installIfAbsent("key", entry(tier, "key", 7, 1), entry -> true, () -> true))
                .isSameAs(first);
        NearEntry third = entry(tier, "key", 7, 1);
        assertThat(tier.installIfAbsent("key", third, entry -> false, () -> true))
                .isNull();
        assertThat(tier.get("key")).isSameAs(third);
    }

    @Test
    void tierAndIndexAgreeAfterAnythingThatThreadsDo() throws Exception {
        NearTier tier = tier(200, null);
        Set<Long> hashes = ConcurrentHashMap.newKeySet();
        try (var threads = new dev.terrace.cache.fixture.Threads(4)) {
            threads.inAll(4, number -> {
                SplittableRandom random = new SplittableRandom(number);
                for (int i = 0; i < 20_000; i++) {
                    long hash = random.nextInt(400);
                    hashes.add(hash);
                    switch (random.nextInt(4)) {
                        case 0 -> index.drop(hash);
                        case 1 -> tier.drop("key" + hash);
                        default -> tier.install("key" + hash, entry(tier, "key" + hash, hash, 1), random::nextBoolean);
                    }
                }
                return null;
            });
        }
        IntStream.range(0, 400).forEach(hash -> index.drop(hash));
        assertThat(hashes).hasSizeGreaterThan(300);
        assertThat(tier.size()).as("every entry was in the index").isZero();
        assertThat(index.size()).as("nothing else was").isZero();
    }
}
