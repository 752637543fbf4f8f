package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.testing.TestRedis;
import org.junit.jupiter.api.Test;

/** Both instances are told where the Redis is, and start none. */
class ConfiguredRedisTwoInstancesIntegrationTests extends TwoInstances {

    private TestRedis redis;

    @Override
    String[] arguments() {
        redis = TestRedis.start();
        return new String[] {"--terrace.cache.redis.url=" + redis.url()};
    }

    @Override
    void killRedis() {
        redis.kill();
    }

    @Override
    void closeRedis() {
        redis.close();
    }

    @Test
    void noneOfTheirOwnIsStarted() {
        assertThat(directory).isDirectoryNotContaining("glob:**/redis.properties");
        assertThat(one.log() + two.log()).doesNotContain("Redis: embedded");
    }
}
