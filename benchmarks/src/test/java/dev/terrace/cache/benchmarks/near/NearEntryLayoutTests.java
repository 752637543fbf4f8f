package dev.terrace.cache.benchmarks.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Priority;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.near.NearTier;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.datamodel.Model64;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;
import org.openjdk.jol.info.GraphLayout;
import org.openjdk.jol.layouters.HotSpotLayouter;

/** A near entry does not grow unnoticed: as HotSpot 17 lays it out with compressed references, whatever Java runs this. */
class NearEntryLayoutTests {

    private static final ClassLayout LAYOUT =
            ClassLayout.parseClass(NearEntry.class, new HotSpotLayouter(new Model64(true, true), 17));

    private final NearTier tier =
            new NearTier(new CachePolicy.Near(10, null, null, CachePolicy.Copy.NONE), null, new NearTier.Keeper() {
                @Override
                public boolean isOver(NearEntry entry) {
                    return false;
                }

                @Override
                public void pinRefused() {}
            });

    @BeforeAll
    static void seeRecordsAndLambdas() {
        System.setProperty("jol.magicFieldOffset", "true");
    }

    @Test
    void anEntryTakesNoMoreThan104Bytes() {
        assertThat(LAYOUT.instanceSize()).as(LAYOUT.toPrintable()).isLessThanOrEqualTo(104);
    }

    @Test
    void whatAHitReadsIsWithinTheFirst64Bytes() {
        String first = NearEntry.class.getSuperclass().getSimpleName();
        assertThat(LAYOUT.fields().stream().filter(field -> field.hostClass().endsWith(first)))
                .hasSizeGreaterThan(8)
                .allSatisfy(field -> assertThat(end(field)).as(field.name()).isLessThanOrEqualTo(64));
    }

    private static long end(FieldLayout field) {
        return field.offset() + field.size();
    }

    @Test
    void anOrdinaryEntryIsOneObjectAndOneWithATagTwo() {
        assertThat(objects(Set.of())).isEqualTo(1);
        assertThat(objects(Set.of("tag"))).isEqualTo(2);
    }

    private long objects(Set<String> tags) {
        NearEntry.Origin origin =
                new NearEntry.Origin(7, 2, 0, 0, tags, 0, Long.MAX_VALUE, 0, Priority.NORMAL, null, 1);
        NearEntry entry = NearEntry.plain(
                new NearEntry.Draft(tier, "key", "value", null, origin, NearEntry.Life.until(Long.MAX_VALUE / 2)));
        Object[] known = {tier, tags, "key", "value"};
        Object[] all = {tier, tags, "key", "value", entry};
        return GraphLayout.parseInstance(all).totalCount()
                - GraphLayout.parseInstance(known).totalCount();
    }
}
