package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.codec.Codec;
import dev.terrace.cache.codec.JsonCodec;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.TypeAllowList;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.event.CacheEventLog;
import dev.terrace.cache.event.CacheEvents;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.spring.PropagatedContext;
import dev.terrace.cache.spring.SpringKeys;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.tier.RemoteTier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/** What the application brings to its caches: codecs, listeners, a clock, its JSON mapper, its packages. */
final class CacheParts {

    private final BeanFactory beans;
    private final Map<String, Codec> codecs = new TreeMap<>();
    private final CacheListener listener;

    CacheParts(BeanFactory beans) {
        this.beans = beans;
        this.listener = listeners(beans);
        beans.getBeanProvider(Codec.class).orderedStream().forEach(this::add);
        if (!codecs.containsKey("json")) {
            add(jsonCodec());
        }
    }

    private void add(Codec codec) {
        for (Codec other : codecs.values()) {
            if (other.name().equals(codec.name()) || other.id() == codec.id()) {
                throw new CacheConfigurationException(
                        "The codecs '%s' (id %d) and '%s' (id %d) cannot be told apart"
                                .formatted(other.name(), other.id(), codec.name(), codec.id()),
                        "give each bean of type Codec a name and an id of its own; json has 1");
            }
        }
        codecs.put(codec.name(), codec);
    }

    private Codec jsonCodec() {
        List<String> packages = AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.of();
        JsonMapper mapper = beans.getBeanProvider(JsonMapper.class).getIfUnique(JsonMapper::shared);
        return new JsonCodec(mapper, new TypeAllowList(packages), ClassUtils.getDefaultClassLoader());
    }

    /** The names of all codecs. */
    List<String> codecNames() {
        return List.copyOf(codecs.keySet());
    }

    /** Makes a runtime, which begins to join at once; no remote tier keeps the caches in this process. */
    CacheRuntime startRuntime(@Nullable RemoteTier remote, CoherenceSettings settings) {
        CacheRuntime runtime = new CacheRuntime(new CacheRuntime.Parts(
                remote,
                settings,
                new KeyEncoder(new SpringKeys()),
                codecs.values(),
                TerraceCacheManager.entryFactory(),
                beans.getBeanProvider(CacheClock.class).getIfAvailable(CacheClock::system),
                new PropagatedContext(),
                listener));
        runtime.start();
        return runtime;
    }

    /** Tells the log and every listener of the application. */
    CacheListener listener() {
        return listener;
    }

    private static CacheListener listeners(BeanFactory beans) {
        List<CacheListener> listeners = new ArrayList<>(List.of(new CacheEventLog()));
        beans.getBeanProvider(CacheListener.class).orderedStream().forEach(listeners::add);
        return new CacheEvents(listeners);
    }
}
