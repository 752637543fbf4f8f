package dev.terrace.cache.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Priority;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The index does with hashes what a map does. */
class NearIndexTests {

    /** The inverse of the number by which the index spreads hashes: products with it fall where one wants them. */
    private static final long GATHER = 0xF1DE83E19937733DL;

    private final NearIndex index = new NearIndex();
    private final NearTier tier =
            new NearTier(new CachePolicy.Near(10, null, null, CachePolicy.Copy.NONE), index, Keepers.NONE);

    private NearEntry entry(long hash) {
        NearEntry.Origin origin =
                new NearEntry.Origin(hash, 1, 0, 0, Set.of(), 0, Long.MAX_VALUE, 0, Priority.NORMAL, null, 1);
        return NearEntry.plain(
                new NearEntry.Draft(tier, hash, "v", null, origin, NearEntry.Life.until(Long.MAX_VALUE / 2)));
    }

    /** A hash that the index sees as this one, once it has spread it. */
    private static long spreadAs(long mixed) {
        long folded = mixed * GATHER;
        return folded ^ (folded >>> 32);
    }

    /** All of one table, and there in the last of its slots, so that they go on with the first ones. */
    private static long[] neighbours() {
        return LongStream.range(0, 40)
                .map(i -> spreadAs((3L << 60) | (0x0FFF_FFFF_FFFF_FF00L + i)))
                .toArray();
    }

    private static List<long[]> hashes() {
        return List.of(
                LongStream.range(0, 64).toArray(),
                LongStream.range(0, 64).map(i -> i << 58).toArray(),
                new SplittableRandom(1).longs(1_000).toArray(),
                LongStream.concat(LongStream.of(neighbours()), new SplittableRandom(2).longs(60))
                        .toArray());
    }

    @Test
    void hashesThatAreNeighboursThereShareOneTable() {
        assertThat(LongStream.of(neighbours()).mapToInt(IndexTable::of)).containsOnly(3);
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void itDoesWhatAMapDoes(long[] hashes) {
        Map<Long, NearEntry> expected = new HashMap<>();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20 * hashes.length; i++) {
            // It fills, then empties, and so on: tables grow and shrink.
            boolean fills = i / (4 * hashes.length) % 2 == 0;
            step(expected, entry(hashes[random.nextInt(hashes.length)]), random.nextInt(fills ? 4 : 12));
            if (i % hashes.length == 0) {
                requireSame(expected, hashes);
            }
        }
        requireSame(expected, hashes);
        assertThat(expected).isNotEmpty();
    }

    private void step(Map<Long, NearEntry> expected, NearEntry entry, int what) {
        NearEntry present = expected.get(entry.hash());
        switch (what) {
            case 0, 1 -> assertThat(index.put(entry)).isSameAs(expected.put(entry.hash(), entry));
            case 2 -> {
                index.remove(entry);
                index.restore(entry, null);
                index.restore(entry, entry(entry.hash()));
            }
            case 3 -> index.restore(put(entry), present);
            default -> {
                if (present != null) {
                    index.remove(present);
                    expected.remove(entry.hash());
                }
            }
        }
    }

    private NearEntry put(NearEntry entry) {
        index.put(entry);
        return entry;
    }

    private void requireSame(Map<Long, NearEntry> expected, long[] hashes) {
        assertThat(LongStream.of(hashes).mapToObj(index::find))
                .containsExactlyElementsOf(
                        LongStream.of(hashes).mapToObj(expected::get).toList());
        assertThat(index.size()).isEqualTo(expected.size());
    }

    @Test
    void aDropGoesToTheTierOfTheEntryOnce() {
        NearEntry entry = entry(7);
        tier.install(7L, entry, () -> true);
        index.drop(8);
        assertThat(tier.get(7L)).isSameAs(entry);
        index.drop(7);
        index.drop(7);
        assertThat(tier.get(7L)).isNull();
        assertThat(index.find(7)).isNull();
    }

    @Test
    void samplesGoThroughAllEntriesAndBeginAgain() {
        assertThat(index.sample(10)).isEmpty();
        Set<NearEntry> all = entries(new SplittableRandom(3).longs(1_000).toArray());
        for (int round = 0; round < 3; round++) {
            List<NearEntry> seen = new ArrayList<>();
            while (seen.size() < all.size()) {
                List<NearEntry> sample = index.sample(7);
                assertThat(sample).hasSizeBetween(1, 7);
                seen.addAll(sample);
            }
            assertThat(seen).hasSize(all.size()).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    /** What is in the first slots because there was no room in the last ones moves there: it may have to wait for the next round. */
    @Test
    void anEntryThatIsThereAllTheTimeHasItsTurnWhileOthersComeAndGo() {
        Set<NearEntry> stay = entries(new SplittableRandom(4).longs(1_000).toArray());
        Set<NearEntry> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        long[] others = new SplittableRandom(5).longs(4_000).toArray();
        for (int i = 0; i < others.length; i++) {
            index.put(entry(others[i]));
            if (i > 1_000) {
                index.remove(index.find(others[i - 1_000]));
            }
            seen.addAll(index.sample(1));
        }
        assertThat(stay.stream().filter(entry -> !seen.contains(entry)).count()).isLessThan(20);
    }

    private Set<NearEntry> entries(long[] hashes) {
        Set<NearEntry> all = new HashSet<>();
        LongStream.of(hashes).forEach(hash -> all.add(put(entry(hash))));
        return all;
    }

    @Test
    void threadsDoNotLoseEachOthersEntries() throws Exception {
        long[] hashes = LongStream.concat(LongStream.of(neighbours()), new SplittableRandom(2).longs(400))
                .toArray();
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Map<Long, NearEntry>>> parts = IntStream.range(0, threads)
                .mapToObj(part -> pool.submit(() -> work(hashes, part, threads)))
                .toList();
        Map<Long, NearEntry> expected = new HashMap<>();
        for (Future<Map<Long, NearEntry>> part : parts) {
            expected.putAll(part.get(30, TimeUnit.SECONDS));
        }
        pool.shutdown();
        requireSame(expected, hashes);
        assertThat(index.find(0)).as("each took back what it entered").isNull();
    }

    /** One of some threads changes its share of the hashes, and one that all share. */
    private Map<Long, NearEntry> work(long[] hashes, int part, int parts) {
        Map<Long, NearEntry> own = new HashMap<>();
        SplittableRandom random = new SplittableRandom(part);
        for (int i = 0; i < 5_000; i++) {
            long hash = hashes[random.nextInt(hashes.length / parts) * parts + part];
            @Nullable NearEntry present = own.get(hash);
            if (present == null) {
                own.put(hash, put(entry(hash)));
            } else {
                index.remove(present);
                own.remove(hash);
            }
            index.remove(put(entry(0)));
        }
        return own;
    }
}
