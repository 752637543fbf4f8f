package dev.terrace.cache.autoconfigure;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Reads where Redis is from {@code spring.data.redis} as Boot does, for applications without Boot's Redis module. */
final class RedisBySpringData {

    static final String PREFIX = "spring.data.redis";

    /** Says nothing of a server. */
    private static final String REPOSITORIES = "repositories";

    private final Binder binder;
    private final TlsBundles bundles;

    RedisBySpringData(Environment environment, TlsBundles bundles) {
        this.binder = Binder.get(environment);
        this.bundles = bundles;
    }

    /** Whether the user set any of it. */
    boolean isSet() {
        Map<String, Object> properties =
                binder.bind(PREFIX, Bindable.mapOf(String.class, Object.class)).orElse(Map.of());
        Set<String> names = new HashSet<>(properties.keySet());
        names.remove(REPOSITORIES);
        return !names.isEmpty();
    }

    RedisPlace place() {
        boolean masterReplica = binder.bind(PREFIX + ".masterreplica.nodes", Bindable.listOf(String.class))
                .isBound();
        if (masterReplica) {
            throw RedisByDataRedis.masterReplica("'" + PREFIX + "'");
        }
        RedisProperties properties = binder.bindOrCreate(PREFIX, RedisProperties.class);
        return new RedisByProperties(PREFIX, asBootReadsThem(properties), bundles).place();
    }

    /** Sentinels come before a cluster, a cluster before a server; a URL replaces host, port and credentials. */
    private static RedisProperties asBootReadsThem(RedisProperties all) {
        boolean sentinel = all.sentinel() != null;
        boolean cluster = !sentinel && all.cluster() != null;
        String url = all.url();
        RedisUrl byUrl = url != null ? RedisUrl.parse(PREFIX + ".url", url) : null;
        boolean single = byUrl == null && !sentinel && !cluster;
        String alone = sentinel || cluster ? null : url;
        return new RedisProperties(
                alone,
                single ? all.host() : null,
                single ? all.port() : null,
                cluster ? all.cluster() : null,
                all.sentinel(),
                credential(alone, byUrl != null ? byUrl.username() : all.username()),
                credential(alone, byUrl != null ? byUrl.password() : all.password()),
                database(all, byUrl, cluster || alone != null),
                null,
                all.ssl(),
                all.connectTimeout(),
                all.timeout(),
                all.pool());
    }

    /** What the URL says is read from the URL. */
    private static @Nullable String credential(@Nullable String url, @Nullable String value) {
        return url == null ? value : null;
    }

    private static @Nullable Integer database(RedisProperties all, @Nullable RedisUrl byUrl, boolean none) {
        if (none) {
            return null;
        }
        return byUrl != null ? byUrl.database() : all.database();
    }
}
