package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Read;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LikelyHitsTests {

    private static final Read READ = read("products");
    private static final Read ELSEWHERE = read("prices");
    private static final Read REFRESH = new Read(READ.key(), new byte[8], null);

    private static final RemoteRead HIT = new RemoteRead.Hit(new byte[1]);

    private final LikelyHits likely = new LikelyHits();

    private static Read read(String cache) {
        return new Read(new RemoteKey(cache, "'1'", 1), null, null);
    }

    private static List<Read> many(int count) {
        return IntStream.range(0, count).mapToObj(i -> READ).toList();
    }

    private void ended(boolean hit, int times) {
        for (int i = 0; i < times; i++) {
            likely.ended(List.of(READ), List.of(hit ? HIT : new RemoteRead.Absent()));
        }
    }

    @Test
    void theyAreUntilTheContraryIsSeen() {
        assertThat(likely.are(List.of(READ))).isTrue();
        ended(false, 2);
        assertThat(likely.are(List.of(READ))).as("now and then one is not").isTrue();
        ended(false, 1);
        assertThat(likely.are(List.of(READ))).isFalse();
        assertThat(likely.are(List.of(ELSEWHERE))).isTrue();
        ended(true, 100);
        assertThat(likely.are(List.of(READ))).isTrue();
    }

    @Test
    void manyAtOnceAreIfHalfOfThemAre() {
        ended(false, 20);
        assertThat(likely.are(many(15))).isFalse();
        assertThat(likely.are(many(16))).isTrue();
        ended(false, 20);
        assertThat(likely.are(many(100))).isFalse();
    }

    @Test
    void whoKnowsAValueWantsAnotherOne() {
        assertThat(likely.are(List.of(REFRESH))).isFalse();
        assertThat(likely.are(List.of(REFRESH, READ))).isTrue();
    }

    @Test
    void eachOfSeveralCountsForItsCache() {
        List<Read> reads = List.of(READ, READ, ELSEWHERE, READ, REFRESH, ELSEWHERE);
        likely.ended(reads, Arrays.asList(null, null, HIT, null, null, HIT));
        assertThat(likely.are(List.of(READ))).isFalse();
        assertThat(likely.are(List.of(ELSEWHERE))).isTrue();
        for (int i = 0; i < 40; i++) {
            likely.ended(reads, List.of(HIT, HIT, HIT, HIT, new RemoteRead.Absent(), HIT));
        }
        assertThat(likely.are(List.of(READ)))
                .as("one that knew its value says nothing")
                .isTrue();
    }
}
