package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.engine.SpaceSaving.Counted;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HotKeysTests {

    /** The very next read. */
    private static final RandomGenerator NEXT = () -> 0;

    private final HotKeys hotKeys = new HotKeys();

    @Test
    void whoIsNotArmedTakesNothing() {
        IntStream.range(0, 1_000).forEach(hotKeys::read);
        assertThat(hotKeys.hottest(10)).isEmpty();
    }

    @Test
    void theNextReadCountsForAllSinceTheOneBefore() {
        hotKeys.arm(100, NEXT);
        hotKeys.read("a");
        hotKeys.read("b");
        hotKeys.arm(130, NEXT);
        hotKeys.read("b");
        assertThat(hotKeys.hottest(10)).containsExactly(new Counted<>("a", 100), new Counted<>("b", 30));
        hotKeys.age();
        assertThat(hotKeys.hottest(1)).containsExactly(new Counted<>("a", 50));
    }

    @Test
    void whereNothingIsReadNothingIsTaken() {
        hotKeys.arm(0, NEXT);
        hotKeys.read("a");
        hotKeys.arm(1, NEXT);
        hotKeys.arm(2, NEXT);
        hotKeys.read("b");
        assertThat(hotKeys.hottest(10)).containsExactly(new Counted<>("b", 1));
    }

    @Test
    void theHottestOfManyKeysAreFoundByASample() {
        Random random = new Random(42);
        for (int reads = 1; reads <= 200_000; reads++) {
            if (random.nextInt(100) == 0) {
                hotKeys.arm(reads, random);
            }
            // A tenth of the reads each; the rest are spread over 100,000 keys.
            hotKeys.read(random.nextInt(10) < 3 ? random.nextInt(3) : 1_000 + random.nextInt(100_000));
        }
        List<Counted<Object>> hottest = hotKeys.hottest(3);
        assertThat(hottest).extracting(Counted::element).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(hottest).allSatisfy(key -> assertThat(key.count()).isBetween(12_000L, 28_000L));
    }

    @Test
    void burstsThatBeginAlikeAreNotTakenForTheirBeginning() {
        Random random = new Random(42);
        for (int burst = 1; burst <= 500; burst++) {
            hotKeys.read("begin");
            IntStream.range(0, 99).forEach(i -> hotKeys.read("then"));
            hotKeys.arm(burst * 100L, random);
        }
        assertThat(hotKeys.hottest(1)).extracting(Counted::element).containsExactly("then");
    }

    @Test
    void noMoreIsKeptThanThereAreCounters() {
        SpaceSaving<Integer> few = new SpaceSaving<>(4);
        IntStream.range(0, 1_000).forEach(i -> few.add(i % 100, 1));
        assertThat(few.top(100)).hasSize(4);
        assertThat(few.top(100).stream().mapToLong(Counted::count).sum()).isEqualTo(1_000);
    }
}
