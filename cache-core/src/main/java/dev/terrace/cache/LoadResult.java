package dev.terrace.cache;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link ConditionalLoader} answers. */
public sealed interface LoadResult<V> {

    /**
     * A value to be stored.
     *
     * @param value the value, or null if there is none
     * @param options how this value is kept; null for what the caller and the policy say
     * @param validators what its source is asked with next time
     */
    record Loaded<V>(@Nullable V value, @Nullable EntryOptions options, Validators validators)
            implements LoadResult<V> {

        /** Kept so. */
        public Loaded<V> with(EntryOptions entryOptions) {
            return new Loaded<>(value, entryOptions, validators);
        }

        /** Asked for with these next time. */
        public Loaded<V> with(Validators others) {
            return new Loaded<>(value, options, others);
        }
    }

    /**
     * The previous value still holds: it begins a new life without being written again. Only an answer to a loader that was given
     * one.
     *
     * @param timeToLive the new life, positive; null for that of the policy
     */
    record NotModified<V>(@Nullable Duration timeToLive) implements LoadResult<V> {

        /** @throws IllegalArgumentException if it is no life that an entry can have */
        public NotModified {
            // The same rules as for any entry.
            var unused = new EntryOptions(Set.of(), timeToLive);
        }
    }

    /**
     * A value for those who wait for it, which is not stored.
     *
     * @param value the value, or null if there is none
     */
    record Unstored<V>(@Nullable V value) implements LoadResult<V> {}

    static <V> Loaded<V> of(@Nullable V value) {
        return new Loaded<>(value, null, Validators.NONE);
    }

    static <V> LoadResult<V> notModified() {
        return new NotModified<>(null);
    }

    static <V> LoadResult<V> unstored(@Nullable V value) {
        return new Unstored<>(value);
    }
}
