package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.TtlPolicy;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.ValueFormats;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.engine.RemoteNames;
import dev.terrace.cache.event.CacheEventLog;
import dev.terrace.cache.event.CacheEvents;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.spring.PropagatedContext;
import dev.terrace.cache.spring.SpringKeys;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.tier.InvalidationJournal;
import dev.terrace.cache.tier.RemoteTier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;

/** What the application brings to its caches: listeners, a clock, policies of its own. */
final class CacheParts {

    private final BeanFactory beans;
    private final CacheListener listener;

    /** @param first hears events before those of the application */
    CacheParts(BeanFactory beans, CacheListener first) {
        this.beans = beans;
        this.listener = listeners(beans, first);
    }

    /** Makes a runtime, which begins to join at once; no remote tier keeps the caches in this process. */
    CacheRuntime startRuntime(
            @Nullable RemoteTier remote,
            CoherenceSettings settings,
            ValueFormats formats,
            RemoteNames names,
            InvalidationJournal journal) {
        CacheRuntime runtime = new CacheRuntime(new CacheRuntime.Parts(
                remote,
                settings,
                new KeyEncoder(new SpringKeys()),
                formats,
                names,
                beans.getBeanProvider(TtlPolicy.class).orderedStream().toList(),
                TerraceCacheManager.entryFactory(),
                beans.getBeanProvider(CacheClock.class).getIfAvailable(CacheClock::system),
                new PropagatedContext(),
                listener,
                journal));
        runtime.start();
        return runtime;
    }

    /** Tells the log and every listener of the application. */
    CacheListener listener() {
        return listener;
    }

    private static CacheListener listeners(BeanFactory beans, CacheListener first) {
        List<CacheListener> listeners = new ArrayList<>(List.of(new CacheEventLog(), first));
        beans.getBeanProvider(CacheListener.class).orderedStream().forEach(listeners::add);
        return new CacheEvents(listeners);
    }
}
