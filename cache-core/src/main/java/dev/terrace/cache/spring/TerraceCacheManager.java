package dev.terrace.cache.spring;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.near.NearEntry;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;

/**
 * Spring's {@link CacheManager} on one {@link CacheRuntime}. Declared caches are there from the start; others are made when they
 * are first asked for, if that is allowed. Thread-safe.
 */
public final class TerraceCacheManager implements CacheManager, DisposableBean {

    /** Whoever makes so many at run time has taken something else for names of caches. */
    static final int MANY = 1_000;

    private static final Logger log = LoggerFactory.getLogger(TerraceCacheManager.class);

    private final CacheRuntime runtime;
    private final Settings settings;
    private final CallerWait wait;
    private final ConcurrentMap<String, Managed> caches = new ConcurrentHashMap<>();
    private final AtomicInteger dynamics = new AtomicInteger();

    /**
     * How caches are made.
     *
     * @param declared the caches that are there from the start
     * @param dynamic the policy of a cache that is not declared; null if there are none
     * @param transactionAware whether put, evict and clear wait for the commit of a transaction
     * @param longestWait how long put, evict and clear wait for Redis
     * @param onCreate told of every cache that is made after the start
     */
    public record Settings(
            Map<String, CachePolicy> declared,
            @Nullable Function<String, CachePolicy> dynamic,
            boolean transactionAware,
            Duration longestWait,
            Consumer<Cache> onCreate) {
        public Settings {
            declared = Map.copyOf(declared);
        }
    }

    /**
     * @param runtime is closed with this manager
     */
    public TerraceCacheManager(CacheRuntime runtime, Settings settings) {
        this.runtime = runtime;
        this.settings = settings;
        this.wait = new CallerWait(settings.longestWait());
        settings.declared().forEach((name, policy) -> caches.put(name, create(name, policy)));
    }

    /** Makes near entries that are Spring's value wrappers, for the parts of a runtime. */
    public static NearEntry.Factory entryFactory() {
        return WrappedEntry::new;
    }

    private record Managed(TerraceCache cache, Cache shown) {}

    private Managed create(String name, CachePolicy policy) {
        TerraceCache cache = new TerraceCache(runtime.engine().create(name, policy), EntryDescription.unknown(), wait);
        return new Managed(cache, settings.transactionAware() ? new TransactionAwareCacheDecorator(cache) : cache);
    }

    @Override
    public @Nullable Cache getCache(String name) {
        Managed managed = find(name);
        return managed != null ? managed.shown() : null;
    }

    /** The cache of this name without a decorator around it, or null if there is none. */
    public @Nullable TerraceCache getTerraceCache(String name) {
        Managed managed = find(name);
        return managed != null ? managed.cache() : null;
    }

    private @Nullable Managed find(String name) {
        Managed present = caches.get(name);
        Function<String, CachePolicy> dynamic = settings.dynamic();
        if (present != null || dynamic == null) {
            return present;
        }
        Managed[] made = new Managed[1];
        Managed managed = caches.computeIfAbsent(name, missing -> made[0] = create(missing, dynamic.apply(missing)));
        if (made[0] != null) {
            tellOf(managed.shown());
            if (dynamics.incrementAndGet() == MANY) {
                log.warn(
                        "{} caches were made at run time, and none of them ever goes: are keys used as names of caches? Use one cache with such keys, or set 'dynamic: false' and declare what there is",
                        MANY);
            }
        }
        return managed;
    }

    private void tellOf(Cache cache) {
        try {
            settings.onCreate().accept(cache);
        } catch (RuntimeException e) {
            log.warn("The cache '{}' works, but not all was told of it", cache.getName(), e);
        }
    }

    @Override
    public Collection<String> getCacheNames() {
        return Collections.unmodifiableSet(caches.keySet());
    }

    /** Clears every cache on every instance at once, whether or not a transaction is under way. */
    @Override
    public void resetCaches() {
        caches.values().forEach(managed -> managed.cache().clear());
    }

    /**
     * Makes every instance forget all entries of all caches of the namespace that carry one of these tags. The cost does not
     * depend on their number.
     *
     * @return whether Redis has acknowledged it; if not, it is tried again, and this instance serves none of them meanwhile
     */
    public boolean evictByTag(String... tags) {
        return Boolean.TRUE.equals(wait.await(runtime.engine().evictByTag(List.of(tags))));
    }

    /**
     * As {@link #evictByTag}, without waiting.
     *
     * @return completes, never exceptionally, when Redis has acknowledged it, with whether it has
     */
    public CompletionStage<Boolean> evictByTagAsync(String... tags) {
        return runtime.engine().evictByTagAsync(List.of(tags));
    }

    /**
     * Makes every instance forget all personal entries of a user, of all caches, as at logout: what {@code @CacheUser} has kept under
     * this id, and what else has the tag {@code user:<id>}.
     *
     * @return as for {@link #evictByTag}
     */
    public boolean evictUser(String id) {
        return evictByTag(EntryScope.tagOfUser(id));
    }

    /**
     * Makes every instance forget all entries of a segment, of all caches: what {@code @CacheSegment} has kept under this value, and
     * what else has the tag {@code segment:<value>}.
     *
     * @return as for {@link #evictByTag}
     */
    public boolean evictSegment(String value) {
        return evictByTag(EntryScope.tagOfSegment(value));
    }

    /** What the caches run on. */
    public CacheRuntime runtime() {
        return runtime;
    }

    @Override
    public void destroy() {
        runtime.close();
    }
}
