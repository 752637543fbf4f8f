package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.engine.CacheInspection;
import dev.terrace.cache.engine.DefaultTieredCache;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.tier.RemoteTierException;
import dev.terrace.cache.tier.StageFailure;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The caches as the endpoint names them, and how long it waits for them. */
final class EndpointCaches {

    private static final Logger log = LoggerFactory.getLogger("dev.terrace.cache");

    /** A listing makes some calls of Redis, each of which has its own timeout. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final TerraceCacheManager manager;

    EndpointCaches(TerraceCacheManager manager) {
        this.manager = manager;
    }

    TerraceCacheManager manager() {
        return manager;
    }

    /** A cache that is there: one that is only asked for is not made. */
    DefaultTieredCache existing(@Nullable String name) {
        if (name == null) {
            throw EndpointRefusal.missing("cache", "name a cache that the overview lists");
        }
        TerraceCache cache = manager.getCacheNames().contains(name) ? manager.getTerraceCache(name) : null;
        if (cache == null) {
            throw EndpointRefusal.unknown(
                    "cache '%s'".formatted(name), "there is no such cache", "name a cache that the overview lists");
        }
        return cache.getNativeCache();
    }

    /** One whose keys can be told. */
    CacheInspection withPlainKeys(@Nullable String name) {
        DefaultTieredCache cache = existing(name);
        if (!cache.inspection().hasPlainKeys()) {
            throw EndpointRefusal.bad(
                    "cache '%s'".formatted(cache.name()),
                    "its keys are digests in Redis, since 'terrace.cache.encryption.keys' is set",
                    "clear it, or give its entries a tag and evict that");
        }
        return cache.inspection();
    }

    private static EndpointRefusal refusal(Throwable cause) {
        if (cause instanceof TooManyPatternsException) {
            return EndpointRefusal.tooManyPatterns();
        }
        if (cause instanceof RemoteTierException) {
            log.debug("Redis did not answer the endpoint", cause);
            return EndpointRefusal.unavailable("the call failed");
        }
        return EndpointRefusal.failed(cause);
    }

    /** What a stage brings. */
    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EndpointRefusal.unavailable("interrupted");
        } catch (TimeoutException e) {
            throw EndpointRefusal.unavailable("no reply within %s seconds".formatted(LONGEST.toSeconds()));
        } catch (ExecutionException e) {
            Throwable failure = e.getCause();
            Throwable cause = failure != null ? StageFailure.causeOf(failure) : e;
            throw refusal(cause);
        }
    }
}
