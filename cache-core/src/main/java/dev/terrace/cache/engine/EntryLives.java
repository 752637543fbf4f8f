package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.TtlPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long the entries of one cache live: as the entry itself asks, else as the first {@link TtlPolicy} that answers says, else by what
 * its reloads bring, else by the policy. Thread-safe.
 */
final class EntryLives {

    private static final int GROWTH = 2;

    /** What has changed once often changes again soon: faster down than up lets fewer of these changes wait. */
    private static final int SHRINKAGE = 4;

    private final String cache;
    private final CachePolicy policy;
    private final List<TtlPolicy> deciders;
    private final RandomGenerator random;

    EntryLives(String cache, CachePolicy policy, List<TtlPolicy> deciders, RandomGenerator random) {
        this.cache = cache;
        this.policy = policy;
        this.deciders = deciders;
        this.random = random;
    }

    /**
     * The life of a value, shortened at random.
     *
     * @param asked what the entry itself asks for
     * @param previous the value that it replaces, if that is known
     * @return in milliseconds; {@link Long#MAX_VALUE} for ever
     */
    long freshMillis(Object key, @Nullable Object value, @Nullable Duration asked, @Nullable StoredValue previous) {
        Duration decided = asked != null ? asked : decided(key, value);
        if (decided != null) {
            return shortened(decided.toMillis());
        }
        Duration life = value == null && policy.nullValues().timeToLive() != null
                ? policy.nullValues().timeToLive()
                : policy.timeToLive();
        if (life == null) {
            return Long.MAX_VALUE;
        }
        return shortened(
                value != null && policy.adaptive() != null
                        ? adapted(policy.adaptive(), value, previous)
                        : life.toMillis());
    }

    private @Nullable Duration decided(Object key, @Nullable Object value) {
        for (TtlPolicy decider : deciders) {
            Duration life = decider.timeToLive(cache, key, value);
            if (life != null) {
                return EntryOptions.requireLife(life);
            }
        }
        return null;
    }

    private long adapted(CachePolicy.Adaptive adaptive, Object value, @Nullable StoredValue previous) {
        long life = Objects.requireNonNull(policy.timeToLive()).toMillis();
        if (previous == null || previous.value() == null || previous.freshMillis() == Long.MAX_VALUE) {
            return life;
        }
        double before = previous.freshMillis() / (1 - policy.jitter() / 2);
        long next = (long) (Objects.deepEquals(value, previous.value()) ? GROWTH * before : before / SHRINKAGE);
        return Math.max(
                adaptive.minimum().toMillis(), Math.min(next, adaptive.maximum().toMillis()));
    }

    private long shortened(long millis) {
        double share = 1 - policy.jitter() * random.nextDouble();
        return Math.max(1, (long) (millis * share));
    }

    /** How long a value of this life is kept after it: to be served stale, or to be compared with what replaces it. */
    long keptMillis(long freshMillis) {
        if (freshMillis == Long.MAX_VALUE) {
            return 0;
        }
        long stale = policy.stale().longest().toMillis();
        return policy.adaptive() != null ? Math.max(stale, freshMillis) : stale;
    }
}
