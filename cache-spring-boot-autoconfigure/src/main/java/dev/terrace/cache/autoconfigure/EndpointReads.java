package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.Tier;
import dev.terrace.cache.autoconfigure.TerraceEndpointProperties.Shown;
import dev.terrace.cache.engine.CacheInspection;
import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.engine.DefaultTieredCache;
import dev.terrace.cache.engine.KeyView;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;

/** What the endpoint tells of the caches, to whoever asks in whatever way. */
final class EndpointReads {

    /** So many of the hottest keys are shown. */
    private static final int HOTTEST = 20;

    private final EndpointCaches caches;
    private final CacheManagerFactory.Origin origin;
    private final RemoteHistory history;
    private final EndpointLatency latency;
    private final TerraceEndpointProperties properties;
    private final boolean writable;

    /** @param writable whether there are operations that change something */
    EndpointReads(
            EndpointCaches caches,
            CacheManagerFactory.Origin origin,
            RemoteHistory history,
            EndpointLatency latency,
            TerraceEndpointProperties properties,
            boolean writable) {
        this.caches = caches;
        this.origin = origin;
        this.history = history;
        this.latency = latency;
        this.properties = properties;
        this.writable = writable;
    }

    EndpointOverview overview(SecurityContext user) {
        CacheRuntime runtime = caches.manager().runtime();
        Shown shown = properties.to(user);
        Map<String, EndpointCache.Summary> summaries = new TreeMap<>();
        caches.manager()
                .getCacheNames()
                .forEach(name -> summaries.put(name, EndpointCache.Summary.of(caches.existing(name))));
        return new EndpointOverview(
                origin.namespace(),
                runtime.instance(),
                runtime.version(),
                runtime.uptime().toMillis(),
                shown.keys(),
                shown.values(),
                writable,
                EndpointOverview.Remote.of(runtime, history),
                summaries);
    }

    EndpointCache cache(SecurityContext user, @Nullable String name) {
        DefaultTieredCache cache = caches.existing(name);
        List<EndpointCache.HotKey> hotKeys = properties.to(user).keys()
                ? cache.inspection().hottest(HOTTEST).stream()
                        .map(key -> new EndpointCache.HotKey(key.text(), key.reads()))
                        .toList()
                : null;
        // Only its invalidations are calls of a tier that the cache itself does not have.
        boolean remote = cache.policy().has(Tier.REMOTE);
        return EndpointCache.of(
                cache,
                origin.policies().of(cache.name(), cache.policy()),
                hotKeys,
                remote ? latency.of(cache.name()) : Collections.emptySortedMap());
    }

    EndpointInstances instances() {
        return EndpointInstances.of(
                EndpointCaches.await(caches.manager().runtime().instances()));
    }

    /** @param size how many; null for a page that is easily read */
    EndpointKey.Listing keys(
            SecurityContext user,
            @Nullable String cache,
            @Nullable String pattern,
            @Nullable String page,
            @Nullable String size) {
        requireKeys(user);
        CacheInspection inspection = caches.withPlainKeys(cache);
        return EndpointKey.Listing.of(EndpointCaches.await(inspection.keys(
                EndpointArguments.listed(pattern), EndpointArguments.page(page), EndpointArguments.size(size))));
    }

    EndpointKey key(SecurityContext user, @Nullable String cache, @Nullable String key) {
        Shown shown = requireKeys(user);
        String text = EndpointArguments.key(key);
        CacheInspection inspection = caches.existing(cache).inspection();
        KeyView view = EndpointCaches.await(inspection.find(text));
        boolean found = view.near() != null || view.remote() != null;
        CacheInspection.Value value = found && shown.values() ? EndpointCaches.await(inspection.value(text)) : null;
        return EndpointKey.of(
                text,
                view,
                value != null ? ShownValue.of(value.value()) : null,
                note(view, found && shown.values() && value == null));
    }

    private static @Nullable String note(KeyView view, boolean unreadable) {
        if (!view.remoteAsked()) {
            return "Redis is away: this is what this instance has";
        }
        return unreadable ? "The value cannot be read here" : null;
    }

    private Shown requireKeys(SecurityContext user) {
        Shown shown = properties.to(user);
        if (!shown.keys()) {
            throw EndpointRefusal.keysAreNotShown();
        }
        return shown;
    }
}
