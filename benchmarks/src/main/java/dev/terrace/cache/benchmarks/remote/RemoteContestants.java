package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.util.Objects;

/** Whom the suites name in their parameter {@code contestant}. */
final class RemoteContestants {

    private RemoteContestants() {}

    static Contestant named(String name, String redis) throws InterruptedException {
        return switch (name) {
            case "lettuce" -> new LettuceBytes(redis);
            case "redisson" -> RedissonBytes.withDefaults(redis);
            case "redisson-tuned" -> RedissonBytes.withFewThreads(redis);
            case "spring-redis-jdk" -> SpringCaches.redisJdk(redis);
            case "spring-redis-json" -> SpringCaches.redisJson(redis);
            case "redisson-spring" -> SpringCaches.redisson(redis);
            case "redisson-spring-tuned" -> SpringCaches.redissonTuned(redis);
            case "redisson-spring-native" -> SpringCaches.redissonNative(redis);
            case "jetcache" -> JetCacheRemote.onLettuce(redis);
            case "jetcache-redisson" -> JetCacheRemote.onRedisson(redis);
            case "terrace" -> TerraceRemote.ofText(redis);
            case "terrace-bytes" -> TerraceRemote.ofBytes(redis);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Ends both, after a look at whether the server answered all the time and without trouble. */
    static void stop(Contestant contestant, RedisProcess redis) {
        try {
            contestant.requireNoTrouble();
            contestant.requireRemoteHits();
        } finally {
            contestant.close();
            redis.close();
        }
    }

    /** @throws IllegalStateException unless it has this value under this key */
    static void require(Contestant contestant, String key, Object value) {
        requireSame(contestant.read(key), value, key);
    }

    /** @throws IllegalStateException unless that is what was found */
    static void requireSame(Object found, Object value, String key) {
        if (!Objects.deepEquals(found, value)) {
            throw new IllegalStateException("Not what was written under " + key);
        }
    }

    /** @throws IllegalStateException if there is nothing: a miss is never measured as a hit */
    static <T> T required(T value, String key) {
        if (value == null) {
            throw new IllegalStateException("Nothing under " + key);
        }
        return value;
    }
}
