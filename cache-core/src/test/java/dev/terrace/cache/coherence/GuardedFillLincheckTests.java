package dev.terrace.cache.coherence;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Priority;
import dev.terrace.cache.fixture.Interleavings;
import dev.terrace.cache.near.Keepers;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.near.NearIndex;
import dev.terrace.cache.near.NearTier;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.junit.jupiter.api.Test;

/**
 * Fill guard, near tier and index together: once an invalidation (poison, then drop) has returned, no entry of a task that
 * began before it is in the near tier.
 */
public class GuardedFillLincheckTests {

    private static final Interleavings FILLS = new Interleavings(Fills.class, NeverStale.class);

    @Test
    void anInvalidationMeetsTheInstallOfANewKey() {
        FILLS.explore(List.of("fill"), List.of("invalidate", "isStale"));
    }

    @Test
    void twoInvalidationsMeetAtOneEntry() {
        FILLS.explore(List.of("fill", "invalidate"), List.of("invalidate", "isStale"));
    }

    @Test
    void stressLeavesNoStaleEntry() {
        FILLS.stress(List.of("fill", "invalidate", "isStale"), List.of("invalidate", "isStale", "fill"));
    }

    /** One key. A ticket is drawn by each invalidation before it does anything; a task notes the last one drawn. */
    public static final class Fills {

        private static final String KEY = "key";
        private static final long HASH = 7;

        private final NearIndex index = new NearIndex();
        private final NearTier tier =
                new NearTier(new CachePolicy.Near(10, null, null, CachePolicy.Copy.NONE), index, Keepers.NONE);
        private final FillGuard guard = new FillGuard();
        private final AtomicLong drawn = new AtomicLong();
        private final AtomicLong done = new AtomicLong();

        @Operation
        public void fill() {
            FillTask task = guard.begin(HASH, 0, 0, 0);
            NearEntry.Origin origin = new NearEntry.Origin(
                    HASH, 1, drawn.get(), 0, Set.of(), 0, Long.MAX_VALUE, 0, Priority.NORMAL, null, 1);
            NearEntry entry = NearEntry.plain(
                    new NearEntry.Draft(tier, KEY, "value", null, origin, NearEntry.Life.until(Long.MAX_VALUE)));
            tier.install(KEY, entry, () -> !task.isPoisoned());
            guard.end(task);
        }

        @Operation
        public void invalidate() {
            long ticket = drawn.incrementAndGet();
            guard.poison(HASH, null);
            index.drop(HASH);
            done.accumulateAndGet(ticket, Math::max);
        }

        @Operation
        public boolean isStale() {
            long invalidated = done.get();
            NearEntry entry = tier.get(KEY);
            return entry != null && entry.origin().ctl() < invalidated;
        }
    }

    public static final class NeverStale {

        public void fill() {}

        public void invalidate() {}

        public boolean isStale() {
            return false;
        }
    }
}
