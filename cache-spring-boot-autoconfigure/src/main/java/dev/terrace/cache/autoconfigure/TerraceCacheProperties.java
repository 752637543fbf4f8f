package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.disk.DiskJournal;
import dev.terrace.cache.engine.ServerWatch;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.redis.Durability;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.spring.AnnotationSettings;
import dev.terrace.cache.tier.InvalidationJournal;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * What an application may say about its caches. A name that is not known fails start-up.
 *
 * @param enabled Whether Terrace provides the cache manager.
 * @param namespace What separates the keys of this application from those of others on the same Redis: letters, digits, '.',
 *     '_' and '-', at most 64. By default the name of the application.
 * @param dynamic Whether a cache that is not declared is made from the defaults when it is first asked for.
 * @param transactionAware Whether put, evict and clear wait for the commit of a transaction that is under way.
 * @param environment What the application runs in, development, staging or production, each with settings of its own for what
 *     nothing else is said of. By default none of them.
 * @param advice What becomes of advice at start-up: warn for the log, strict for a start-up that fails. By default what the
 *     environment says, else warn.
 * @param silencedAdvice The kinds of advice that are not given: namespace, time-to-live, near-size, encryption-key, compression,
 *     eviction-policy, shared-server.
 * @param codecs What single codecs need to know.
 * @param encryption With what values are encrypted.
 * @param redis Where Redis is and how long to wait for it.
 * @param coherence How closely this instance follows the others.
 * @param degradation What happens while Redis is away.
 * @param health What the health of the application says of the caches and of Redis.
 * @param observations What is observed, and so traced.
 * @param recovery What is kept until Redis is back.
 * @param annotations What is done under Spring's cache annotations beyond what Spring does.
 * @param defaults What a cache has that does not say otherwise.
 * @param policies Settings with a name, which caches and other policies may refer to.
 * @param caches The caches that exist from the start, by name. A name with dots is written "[a.b]".
 */
@ConfigurationProperties(prefix = "terrace.cache", ignoreUnknownFields = false)
record TerraceCacheProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String namespace,
        @DefaultValue("true") boolean dynamic,
        @DefaultValue("false") boolean transactionAware,
        @Nullable EnvironmentName environment,
        Advice.@Nullable Mode advice,
        @DefaultValue Set<Advice.Kind> silencedAdvice,
        @DefaultValue Codecs codecs,
        @DefaultValue Encrypting encryption,
        @NestedConfigurationProperty @DefaultValue RedisProperties redis,
        @DefaultValue Coherence coherence,
        @NestedConfigurationProperty @DefaultValue DegradationSettings degradation,
        @DefaultValue Health health,
        @NestedConfigurationProperty @DefaultValue ObservationSettings observations,
        @DefaultValue Recovery recovery,
        @DefaultValue Annotations annotations,
        @NestedConfigurationProperty @DefaultValue CacheSettings defaults,
        @DefaultValue Map<String, CacheSettings> policies,
        @DefaultValue Map<String, CacheSettings> caches) {

    /** What single codecs need to know. */
    record Codecs(@DefaultValue Fory fory) {

        /**
         * What Apache Fory needs to know.
         *
         * @param classes The classes that values of the codec fory consist of, in any order; it writes and reads no others but those
         *     of the JDK.
         */
        record Fory(@DefaultValue List<Class<?>> classes) {}
    }

    /**
     * With what values are encrypted. {@code keys} comes before {@code keyset}, as {@code refresh} does in the settings of a cache.
     *
     * @param keys Whether keys and tags are stored as keyed digests, which tell nobody what they were.
     * @param keyset Where the key is: a Tink keyset in JSON, such as file:/run/secrets/cache-keyset.json. A bean of type Encryption
     *     comes before it, one of type KeysetHandle after it.
     */
    record Encrypting(
            @Nullable Resource keyset,
            @DefaultValue("false") boolean keys) {}

    /**
     * How closely this instance follows the others.
     *
     * @param syncInterval How often the logs of the other instances are read.
     * @param maxStaleness How long an entry of this process is trusted after the last sync; at least twice the interval plus
     *     the timeout of an operation.
     * @param pubSub Whether instances also tell each other at once. Without it an invalidation takes a sync interval.
     * @param lanes How many logs the keys of a new namespace are spread over, or auto: 1 on one server, 64 on a cluster.
     * @param durableInvalidation How many replicas must have an invalidation before it counts as done, half the timeout of an
     *     operation at most; 0 for not waiting.
     * @param selfCheck How often some entries of this process are compared with Redis; 0s for never.
     */
    record Coherence(
            @DefaultValue("1s") Duration syncInterval,
            @DefaultValue("5s") Duration maxStaleness,
            @DefaultValue("true") boolean pubSub,
            @DefaultValue("auto") String lanes,
            @DefaultValue("0") int durableInvalidation,
            @DefaultValue("10s") Duration selfCheck) {

        private static final String AUTO = "auto";

        /** These settings of Redis with what concerns it here. */
        RedisSettings applyTo(RedisSettings redis) {
            RedisSettings laned = AUTO.equalsIgnoreCase(lanes.strip()) ? redis : redis.withLanes(number(lanes));
            if (durableInvalidation == 0) {
                return laned;
            }
            return laned.withDurability(
                    new Durability(durableInvalidation, redis.timeout().dividedBy(2)));
        }

        private static int number(String lanes) {
            try {
                return Integer.parseInt(lanes.strip());
            } catch (NumberFormatException e) {
                throw new CacheConfigurationException(
                        "'coherence.lanes' (%s) is not a number".formatted(lanes), "write a number, or auto", e);
            }
        }
    }

    /**
     * What the health of the application says of the caches and of Redis.
     *
     * @param checkInterval How often the servers are asked for their memory, clients and replicas; 0s for never. Showing the health asks
     *     nobody.
     * @param memoryThreshold The share of its maxmemory, above 0 and at most 1, from which on the memory of a server counts as filling
     *     up.
     * @param statusWhenAway What the health of the caches is while Redis is away: up, out-of-service or down.
     */
    record Health(
            @DefaultValue("30s") Duration checkInterval,
            @DefaultValue("0.8") double memoryThreshold,
            @DefaultValue("up") StatusWhenAway statusWhenAway) {}

    /**
     * What is kept until Redis is back.
     *
     * @param journal A file on a disk of this machine, which keeps the evictions of this process that wait for Redis, should the
     *     process end meanwhile; each process needs one of its own. By default they are in memory alone.
     */
    record Recovery(@Nullable File journal) {

        /** @throws dev.terrace.cache.CacheConfigurationException if the file cannot be used */
        InvalidationJournal open(String namespace, CacheListener listener) {
            if (journal == null || journal.getPath().isEmpty()) {
                return InvalidationJournal.NONE;
            }
            return PropertyNames.below("terrace.cache", () -> DiskJournal.open(journal.toPath(), namespace, listener));
        }
    }

    /**
     * What is done under Spring's cache annotations beyond what Spring does.
     *
     * @param syncByDefault Whether concurrent callers of a method share one call, as with sync = true, wherever Spring allows that.
     * @param fastPath Whether a hit in this process is answered before Spring evaluates the annotation.
     */
    record Annotations(
            @DefaultValue("true") boolean syncByDefault,
            @DefaultValue("true") boolean fastPath) {

        AnnotationSettings toSettings() {
            return new AnnotationSettings(syncByDefault, fastPath);
        }
    }

    /** @param otherwise what becomes of it if the application does not say */
    Advice adviceOr(Advice.Mode otherwise) {
        return new Advice(advice != null ? advice : otherwise, silencedAdvice);
    }

    /** @throws dev.terrace.cache.CacheConfigurationException if they contradict each other */
    CoherenceSettings coherenceSettings() {
        return PropertyNames.below(
                "terrace.cache",
                () -> new CoherenceSettings(
                        coherence.syncInterval(),
                        coherence.maxStaleness(),
                        degradation.longestStale(),
                        coherence.pubSub(),
                        coherence.selfCheck(),
                        redis.timeout(),
                        degradation.circuitBreaker().toSettings()));
    }

    /** @throws dev.terrace.cache.CacheConfigurationException if they cannot be used */
    ServerWatch.Settings watchSettings() {
        return PropertyNames.below(
                "terrace.cache", () -> new ServerWatch.Settings(health.checkInterval(), health.memoryThreshold()));
    }

    /** @throws dev.terrace.cache.CacheConfigurationException if they contradict each other */
    RedisSettings redisSettings(RedisPlace place) {
        return PropertyNames.below("terrace.cache", () -> coherence.applyTo(place.toSettings(redis)));
    }
}
