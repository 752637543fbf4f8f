package dev.terrace.cache.simulation;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Loader.Bounded;
import dev.terrace.cache.CachePolicy.RefreshAhead;
import dev.terrace.cache.CachePolicy.RefreshAhead.Mode;
import dev.terrace.cache.CachePolicy.Stale;
import dev.terrace.cache.Priority;
import dev.terrace.cache.Tier;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws how the caches of a run keep their entries and guard their loads. */
final class Policies {

    /** Long enough that no renewal comes too late on a slow way, of which none was lost. */
    private static final int SHORT_LEASE = 1_200;

    private static final int LONG_LEASE = 3_000;

    private Policies() {}

    static CachePolicy drawn(Scheduler by) {
        boolean plain = by.chance(0.3);
        Duration life = plain && by.chance(0.7) ? Duration.ofMinutes(10) : Duration.ofMillis(1_000 + by.below(8_000));
        CachePolicy drawn = of(
                life,
                plain ? Stale.NEVER : stale(by),
                plain ? RefreshAhead.NEVER : refreshAhead(by),
                by.chance(0.2) ? Duration.ofMillis(300 + by.below(2_000)) : null,
                loader(by));
        // A life is a second at least.
        return by.chance(0.25)
                ? dev.terrace.cache.fixture.Policies.idling(drawn, Duration.ofMillis(300 + by.below(600)), life)
                : drawn;
    }

    /** With these and what is the same in all runs. */
    static CachePolicy of(
            Duration life, Stale stale, RefreshAhead ahead, @Nullable Duration nearLife, CachePolicy.Loader loader) {
        CachePolicy defaults = CachePolicy.defaults();
        return new CachePolicy(
                List.of(Tier.NEAR, Tier.REMOTE),
                life,
                null,
                null,
                0,
                stale,
                ahead,
                defaults.refresh(),
                defaults.nullValues(),
                new CachePolicy.Near(10_000, null, nearLife, CachePolicy.Copy.NONE),
                loader,
                new CachePolicy.Storage("text", CachePolicy.Compressing.NONE, false, 1 << 20, 4_096, 0),
                Priority.NORMAL,
                true);
    }

    private static Stale stale(Scheduler by) {
        Duration none = Duration.ZERO;
        return new Stale(
                by.chance(0.6) ? Duration.ofMillis(500 + by.below(4_000)) : none,
                by.chance(0.6) ? Duration.ofMillis(1_000 + by.below(20_000)) : none);
    }

    private static RefreshAhead refreshAhead(Scheduler by) {
        int kind = by.below(10);
        if (kind < 3) {
            return new RefreshAhead(Mode.THRESHOLD, 0.5 + 0.4 * by.random.nextDouble());
        }
        return kind < 5 ? new RefreshAhead(Mode.PROBABILISTIC, 0.8) : RefreshAhead.NEVER;
    }

    private static CachePolicy.Loader loader(Scheduler by) {
        int bound = by.chance(0.2) ? 1 + by.below(2) : 64;
        return new CachePolicy.Loader(
                Duration.ofMillis(by.chance(0.5) ? SHORT_LEASE : LONG_LEASE),
                by.chance(0.2) ? Duration.ofMillis(100 + by.below(250)) : null,
                by.chance(0.25) ? Duration.ofMillis(400 + by.below(3_000)) : null,
                Duration.ofMillis(400 + by.below(2_600)),
                bound,
                bound < 64 && by.chance(0.4) ? Bounded.ALL : Bounded.BACKGROUND);
    }
}
