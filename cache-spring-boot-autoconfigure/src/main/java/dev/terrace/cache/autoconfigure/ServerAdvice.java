package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Advises on how a Redis is set up, as soon as it has said so. What the caches follow each other by has no time-to-live: a policy
 * that drops only what has one leaves it alone.
 * Each kind is given once: the servers of a cluster are set up alike.
 */
final class ServerAdvice implements CacheListener {

    private static final String ANYTHING = "allkeys-";

    private final Advice advice;
    private final Set<Advice.Kind> given = ConcurrentHashMap.newKeySet();

    /** @param advice given at any time */
    ServerAdvice(Advice advice) {
        this.advice = advice;
    }

    @Override
    public void onEvent(CacheEvent event) {
        if (event instanceof CacheEvent.ServerSeen server
                && server.maximumMemory() > 0
                && server.policy().startsWith(ANYTHING)) {
            dropsAnything(server);
        }
    }

    private void dropsAnything(CacheEvent.ServerSeen server) {
        if (given.add(Advice.Kind.EVICTION_POLICY)) {
            advice.give(
                    Advice.Kind.EVICTION_POLICY,
                    "Redis at %s drops any key when its memory is full ('maxmemory-policy' %s)"
                            .formatted(server.server(), server.policy()),
                    "if it drops a log by which instances follow each other, near entries are verified one by one",
                    "set 'maxmemory-policy' to volatile-lru or volatile-lfu, which drop entries of caches alone");
        }
        if (server.databases().size() > 1 && given.add(Advice.Kind.SHARED_SERVER)) {
            advice.give(
                    Advice.Kind.SHARED_SERVER,
                    "Databases %s of Redis at %s hold keys, and it drops any of them ('maxmemory-policy' %s)"
                            .formatted(server.databases(), server.server(), server.policy()),
                    "a cache that fills up drops what the others keep there",
                    "give caches a Redis of their own");
        }
    }
}
