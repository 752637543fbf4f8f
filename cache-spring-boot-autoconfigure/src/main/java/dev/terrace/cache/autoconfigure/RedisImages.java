package dev.terrace.cache.autoconfigure;

/** Container images that are known to be a Redis. */
final class RedisImages {

    /** By the name that Boot derives from them; any other can be given one of these as the name of its service connection. */
    private static final String[] NAMES = {
        "redis",
        "redis/redis-stack",
        "redis/redis-stack-server",
        "bitnami/redis",
        "valkey",
        "valkey/valkey",
        "valkey/valkey-bundle",
        "bitnami/valkey",
        "dragonfly",
        "dragonflydb/dragonfly"
    };

    /** Inside the container. */
    static final int PORT = 6379;

    private RedisImages() {}

    static String[] names() {
        return NAMES.clone();
    }
}
