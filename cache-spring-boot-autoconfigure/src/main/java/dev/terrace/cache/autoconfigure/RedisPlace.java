package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.redis.RedisServers;
import dev.terrace.cache.redis.RedisSettings;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is, who we are there, and who said so.
 *
 * @param servers where it is
 * @param username null for the default user
 * @param password null for none
 * @param tls null for plain connections
 * @param source who said so, in words for people
 */
record RedisPlace(
        RedisServers servers,
        @Nullable String username,
        @Nullable String password,
        RedisSettings.@Nullable Tls tls,
        String source) {

    RedisSettings toSettings(RedisProperties properties) {
        return new RedisSettings(
                servers,
                username,
                password,
                properties.clientName(),
                tls,
                properties.connectTimeout(),
                properties.timeout(),
                properties.pool().size());
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return "RedisPlace[source=%s]".formatted(source);
    }
}
