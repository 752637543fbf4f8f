package dev.terrace.cache.redis;

import java.time.Duration;

/** Settings for tests in which nothing is meant to time out, however busy the machine is. */
final class Patient {

    private Patient() {}

    static RedisSettings settings(String address) {
        return settings(new RedisServers.Single(address, 0));
    }

    static RedisSettings settings(RedisServers servers) {
        return new RedisSettings(servers, null, null, null, null, Duration.ofSeconds(10), Duration.ofSeconds(10), 24);
    }
}
