package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.engine.ServerWatch;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.tier.InvalidationJournal;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cache.Cache;
import org.springframework.core.env.Environment;

/** Makes the cache manager: first everything is validated, then threads and connections are made. */
final class CacheManagerFactory {

    private static final Logger log = LoggerFactory.getLogger("dev.terrace.cache");
    private static final String NOBODY = "nobody";
    private static final List<String> UNUSED = List.of("spring.cache.redis", "spring.cache.caffeine");

    private final TerraceCacheProperties properties;
    private final WhichRedis redis;
    private final BeanFactory beans;
    private final Environment environment;
    private volatile @Nullable Origin origin;

    /**
     * Where what it made comes from.
     *
     * @param namespace the namespace; null without a Redis
     * @param policies where each setting comes from
     */
    record Origin(@Nullable String namespace, PolicyOrigins policies) {}

    CacheManagerFactory(
            TerraceCacheProperties properties, WhichRedis redis, BeanFactory beans, Environment environment) {
        this.properties = properties;
        this.redis = redis;
        this.beans = beans;
        this.environment = environment;
    }

    /**
     * @param names caches that are declared without settings
     * @param onCreate told of every cache that is made after the start
     */
    TerraceCacheManager create(List<String> names, Consumer<Cache> onCreate) {
        FormatBeans formats = new FormatBeans(beans);
        ReadyMade readyMade = ReadyMade.in(properties.environment(), formats.available(null));
        Advice advice = properties.adviceOr(readyMade.environment().advice());
        RedisPlace place = redis.place();
        String namespace = namespace(place, advice);
        properties.observations().toKeyGroups();
        NamespaceKey key = NamespaceKey.of(beans, properties.encryption(), namespace);
        ConfiguredPolicies.Resolved policies = new ConfiguredPolicies(
                        properties, readyMade, formats.available(key.encryption()))
                .resolve(names, advice);
        origin = new Origin(place != null ? namespace : null, policies.origins());
        CoherenceSettings coherence = properties.coherenceSettings();
        ServerWatch.Settings watch = properties.watchSettings();
        CacheParts parts = new CacheParts(beans, new ServerAdvice(advice.afterStart()));
        InvalidationJournal journal = journal(place, namespace, parts.listener());
        try {
            RedisRemoteTier remote = remote(place, namespace, parts.listener());
            warnOfUnused();
            CacheRuntime runtime =
                    parts.startRuntime(remote, coherence, formats.toFormats(key.encryption()), key.names(), journal);
            if (remote != null) {
                runtime.watch(remote, watch);
            }
            return manage(runtime, settings(policies, onCreate));
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /** Where the caches come from, once they are made. */
    Origin origin() {
        return Objects.requireNonNull(origin, "No caches are made yet");
    }

    /** What separates the caches from those of others, once they are made. */
    String namespace() {
        return Objects.requireNonNullElse(origin().namespace(), NOBODY);
    }

    /** Without a Redis nothing waits. */
    private InvalidationJournal journal(@Nullable RedisPlace place, String namespace, CacheListener listener) {
        return place != null ? properties.recovery().open(namespace, listener) : InvalidationJournal.NONE;
    }

    private TerraceCacheManager.Settings settings(ConfiguredPolicies.Resolved policies, Consumer<Cache> onCreate) {
        Function<String, CachePolicy> dynamic = properties.dynamic() ? policies::other : null;
        return new TerraceCacheManager.Settings(
                policies.declared(),
                dynamic,
                properties.transactionAware(),
                properties.redis().timeout(),
                onCreate);
    }

    /** Without a Redis any will do. */
    private String namespace(@Nullable RedisPlace place, Advice advice) {
        Namespace.check(properties.namespace());
        return place != null ? Namespace.of(properties.namespace(), environment, advice) : NOBODY;
    }

    private static TerraceCacheManager manage(CacheRuntime runtime, TerraceCacheManager.Settings settings) {
        try {
            return new TerraceCacheManager(runtime, settings);
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    private @Nullable RedisRemoteTier remote(@Nullable RedisPlace place, String namespace, CacheListener listener) {
        if (place == null) {
            checkUnneeded();
            log.info(
                    "No Redis is configured: caches live in this process alone; set 'terrace.cache.redis.url' to share them");
            return null;
        }
        log.info("Caches are shared in namespace '{}' through the Redis of {}", namespace, place.source());
        return new RedisRemoteTier(namespace, properties.redisSettings(place), listener);
    }

    /** What only a Redis needs is judged without one too, so that adding one brings no surprise. */
    private void checkUnneeded() {
        RedisPlace anywhere = new RedisPlace(new RedisServers.Single("localhost:6379", 0), null, null, null, "nobody");
        log.debug("Without a Redis these are not used: {}", properties.redisSettings(anywhere));
    }

    private void warnOfUnused() {
        Binder binder = Binder.get(environment);
        for (String prefix : UNUSED) {
            if (binder.bind(prefix, Bindable.mapOf(String.class, Object.class)).isBound()) {
                log.warn(
                        "'{}' is set but not used, since Terrace provides the caches; set 'terrace.cache.defaults' instead, or 'terrace.cache.enabled: false'",
                        prefix);
            }
        }
    }
}
