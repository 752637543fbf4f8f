package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.redis.RedisServers;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Says where Redis is. A bean of this type comes before every property; Testcontainers and Docker Compose give one. It is asked
 * once, when the cache manager is made.
 */
public interface TerraceRedisConnectionDetails extends ConnectionDetails {

    /** Where the servers are. */
    RedisServers getServers();

    /** The ACL user; null for the default user. */
    default @Nullable String getUsername() {
        return null;
    }

    /** The password; null for none. */
    default @Nullable String getPassword() {
        return null;
    }

    /** The keys of TLS connections; null for plain connections. */
    default @Nullable SslBundle getSslBundle() {
        return null;
    }
}
