package dev.terrace.cache.benchmarks.near;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application with a client of Redisson's, which connects when it is made. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class StartUpWithRedisson {

    @Bean(destroyMethod = "shutdown")
    RedissonClient redisson(@Value("${start-up.redis}") String redis) {
        Config config = new Config();
        config.useSingleServer().setAddress("redis://" + redis);
        return Redisson.create(config);
    }

    @Bean
    Runnable firstUse(RedissonClient client) {
        return () -> client.getBucket("start-up").set("value");
    }
}
