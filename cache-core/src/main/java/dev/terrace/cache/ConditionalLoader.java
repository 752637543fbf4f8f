package dev.terrace.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ValueLoader} that is told what the cache still has, so that it can ask its source whether that has changed, and that
 * says how its result is kept. Runs where and as often as a {@link ValueLoader} does.
 */
@FunctionalInterface
public interface ConditionalLoader<V> {

    /**
     * Loads.
     *
     * @param previous the newest value that was not invalidated; null if there is none
     * @return not null. An answer of {@link LoadResult#notModified()} to no previous value is an error of the loader
     */
    LoadResult<V> load(@Nullable Previous<V> previous) throws Exception;

    /**
     * What the cache still has.
     *
     * @param value the value; null if null is cached
     * @param validators what came with it
     * @param age the time since it was loaded or last found unchanged
     */
    record Previous<V>(@Nullable V value, Validators validators, Duration age) {}
}
