package com.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import redis.embedded.RedisServer;

/** The same application with one property more. */
class SharedRedisTests {

    private static RedisServer redis;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RedisServer.newRedisServer()
                .port(freePort())
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        redis.stop();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aSecondInstanceFindsWhatTheFirstHasLoaded() {
        try (ConfigurableApplicationContext one = start();
                ConfigurableApplicationContext two = start()) {
            Product first = one.getBean(Catalogue.class).find(1);
            assertThat(two.getBean(Catalogue.class).find(1)).isEqualTo(first);
            assertThat(two.getBean(Catalogue.class).queries()).isZero();
        }
    }

    private static ConfigurableApplicationContext start() {
        return SpringApplication.run(
                ShopApplication.class,
                "--terrace.cache.redis.url=redis://127.0.0.1:" + redis.ports().get(0),
                "--spring.application.name=shop");
    }
}
