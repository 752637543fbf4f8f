package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.ConditionalLoader.Previous;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.LoadResult;
import dev.terrace.cache.engine.Flights.Place;
import dev.terrace.cache.near.NearEntry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes caches as the engine does, and leaves them open for tests that look inside. */
public final class OpenCaches {

    private final EngineParts parts;
    private final LoadWatch watch;
    private final Waiters waiters = new Waiters();

    public OpenCaches(EngineParts parts) {
        this.parts = parts;
        this.watch = new LoadWatch(parts);
    }

    public OpenCache create(String name, CachePolicy policy) {
        return new OpenCache(new CacheCore(name, policy, parts, watch), waiters);
    }

    /** A cache of production, and what only tests ask of it. */
    public static final class OpenCache {

        private final CacheCore core;
        private final Reads reads;
        private final DefaultTieredCache cache;

        private OpenCache(CacheCore core, Waiters waiters) {
            this.core = core;
            this.reads = new Reads(core, waiters);
            this.cache = new DefaultTieredCache(core, waiters);
        }

        public DefaultTieredCache cache() {
            return cache;
        }

        /** What a conditional loader of an asynchronous caller would get; it may be called on any thread. */
        public <V> CompletionStage<CachedValue<V>> fetchAsync(
                Object key,
                Function<@Nullable Previous<V>, CompletionStage<LoadResult<V>>> loader,
                EntryDescription entry) {
            NearEntry hit = reads.nearHit(key, entry);
            return hit != null
                    ? CompletableFuture.completedFuture(core.served(hit))
                    : reads.fetchAsync(key, new Loading<>(loader::apply, UnaryOperator.identity(), null, true), entry);
        }

        /** Whether nothing is under way for a key, and a load in the background might begin. */
        public boolean isAtRest(Object key) {
            CacheCore.EntryKey entryKey = core.keyOf(key);
            Place place = core.flights.board(entryKey, null);
            if (place.leads()) {
                core.flights.leave(entryKey, place.flight());
                core.coherence.endFill(place.flight().task());
            }
            return place.leads() && core.loads.running() == 0 && !core.loads.isFull();
        }
    }
}
