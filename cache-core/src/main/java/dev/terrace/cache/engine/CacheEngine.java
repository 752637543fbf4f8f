package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.Tier;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.StageFailure;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Makes the caches of a namespace and invalidates what concerns all of them. Thread-safe. */
public final class CacheEngine {

    private final EngineParts parts;
    private final Waiters waiters = new Waiters();
    private final LoadWatch watch;
    private final Announcements announcements;

    public CacheEngine(EngineParts parts) {
        this.parts = parts;
        this.watch = new LoadWatch(parts);
        this.announcements = new Announcements(
                parts.coherence(), new ObservedWork("*", parts.listener().observer()));
    }

    /**
     * Makes a cache. Two caches of one name share their remote values but not their near ones: make each once.
     *
     * @throws dev.terrace.cache.CacheConfigurationException if the policy cannot be carried out here
     */
    public DefaultTieredCache create(String name, CachePolicy policy) {
        boolean alone = parts.remote() == null && policy.has(Tier.REMOTE);
        CachePolicy possible = alone ? policy.withTiers(List.of(Tier.NEAR)) : policy;
        return new DefaultTieredCache(new CacheCore(name, possible, parts, watch), waiters);
    }

    /**
     * Makes every instance forget all entries of all caches that carry one of these tags, in time that does not depend on
     * their number.
     *
     * @return completes, never exceptionally, with whether every instance will; if not, it is tried again, and meanwhile this
     *     instance serves none of them
     */
    public CompletionStage<Boolean> evictByTag(List<String> tags) {
        tags.forEach(EntryOptions::requireTag);
        return announcements
                .many("invalidate-tags", new Invalidation.OfTags(parts.names().ofTags(tags)))
                .handle((done, failure) -> {
                    if (failure != null) {
                        parts.listener()
                                .onEvent(new CacheEvent.RemoteFailed(
                                        "*",
                                        "evictByTag",
                                        String.valueOf(
                                                StageFailure.causeOf(failure).getMessage())));
                    }
                    return failure == null;
                });
    }

    /** As {@link #evictByTag}, for a caller who goes on when the stage completes: that happens on a thread of the cache. */
    public CompletionStage<Boolean> evictByTagAsync(List<String> tags) {
        return evictByTag(tags).thenApplyAsync(Function.identity(), parts.replies());
    }
}
