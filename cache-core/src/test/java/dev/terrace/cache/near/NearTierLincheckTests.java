package dev.terrace.cache.near;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Priority;
import dev.terrace.cache.fixture.Interleavings;
import java.util.List;
import java.util.Set;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The near tier, with its index, does with a key what a map does. */
public class NearTierLincheckTests {

    private static final Interleavings TIER = new Interleavings(Tier.class, OnePlace.class);

    @Test
    void ofTwoThatAddTheSameKeyOneFindsTheOther() {
        TIER.explore(List.of("addOne", "get"), List.of("addTwo", "get"));
    }

    @Test
    void underStressItIsAMap() {
        TIER.stress();
    }

    /** What the tier does with a key, as Lincheck calls it. */
    public static final class Tier {

        private static final String KEY = "key";
        private static final long HASH = 7;

        private final NearIndex index = new NearIndex();
        private final NearTier tier =
                new NearTier(new CachePolicy.Near(10, null, null, CachePolicy.Copy.NONE), index, Keepers.NONE);

        private NearEntry entry(int value) {
            NearEntry.Origin origin =
                    new NearEntry.Origin(HASH, 1, 0, 0, Set.of(), 0, Long.MAX_VALUE, 0, Priority.NORMAL, null, 1);
            return NearEntry.plain(
                    new NearEntry.Draft(tier, KEY, value, null, origin, NearEntry.Life.until(Long.MAX_VALUE)));
        }

        private static @Nullable Object valueOf(@Nullable NearEntry entry) {
            return entry == null ? null : entry.value();
        }

        @Operation
        public boolean install() {
            return tier.install(KEY, entry(0), () -> true);
        }

        @Operation
        public boolean installRefused() {
            return tier.install(KEY, entry(-1), () -> false);
        }

        @Operation
        public @Nullable Object addOne() {
            return valueOf(tier.installIfAbsent(KEY, entry(1), present -> true, () -> true));
        }

        @Operation
        public @Nullable Object addTwo() {
            return valueOf(tier.installIfAbsent(KEY, entry(2), present -> true, () -> true));
        }

        @Operation
        public @Nullable Object get() {
            return valueOf(tier.get(KEY));
        }

        @Operation
        public boolean drop() {
            return tier.drop(KEY);
        }

        @Operation
        public void dropByHash() {
            index.drop(HASH);
        }
    }

    /** The same, one step after the other. */
    public static final class OnePlace {

        private @Nullable Object value;

        public boolean install() {
            value = 0;
            return true;
        }

        public boolean installRefused() {
            return false;
        }

        public @Nullable Object addOne() {
            return add(1);
        }

        public @Nullable Object addTwo() {
            return add(2);
        }

        private @Nullable Object add(int added) {
            Object before = value;
            if (before == null) {
                value = added;
            }
            return before;
        }

        public @Nullable Object get() {
            return value;
        }

        public boolean drop() {
            boolean any = value != null;
            value = null;
            return any;
        }

        public void dropByHash() {
            value = null;
        }
    }
}
