package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.redis.RedisServers;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The order of design.md, section 3: connection details, our properties, a Redisson client, Boot's properties, none. */
class WhichRedisTests {

    private final ApplicationContextRunner contexts =
            new ApplicationContextRunner().withUserConfiguration(Decision.class);
    private final ApplicationContextRunner withDataRedis =
            contexts.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class));

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(TerraceCacheProperties.class)
    static class Decision {
        @Bean
        WhichRedis whichRedis(TerraceCacheProperties properties, BeanFactory beans, Environment environment) {
            return new WhichRedis(beans, environment, properties.redis());
        }
    }

    private static final String[] ALL_PROPERTIES = {
        "terrace.cache.redis.url=redis://ours:1", "spring.data.redis.url=redis://springs:2"
    };

    // ---- the order

    @Test
    void connectionDetailsOfOurOwnComeFirst() {
        withDataRedis
                .withPropertyValues(ALL_PROPERTIES)
                .withBean(TerraceRedisConnectionDetails.class, () -> details("details", "user", "secret"))
                .withBean(DataRedisConnectionDetails.class, () -> dataRedis("foreign"))
                .withBean(RedissonClient.class, WhichRedisTests::redisson)
                .run(place(place -> {
                    assertThat(place.servers()).isEqualTo(single("details:6379"));
                    assertThat(place.username()).isEqualTo("user");
                    assertThat(place.password()).isEqualTo("secret");
                    assertThat(place).asString().doesNotContain("secret");
                }));
    }

    @Test
    void connectionDetailsThatSomeoneGaveBootComeBeforeProperties() {
        withDataRedis
                .withPropertyValues(ALL_PROPERTIES)
                .withBean(DataRedisConnectionDetails.class, () -> dataRedis("foreign"))
                .withBean(RedissonClient.class, WhichRedisTests::redisson)
                .run(place(place -> assertThat(place.servers()).isEqualTo(single("foreign:7"))));
    }

    @Test
    void ourPropertiesComeBeforeARedissonClient() {
        withDataRedis
                .withPropertyValues(ALL_PROPERTIES)
                .withBean(RedissonClient.class, WhichRedisTests::redisson)
                .run(place(place -> assertThat(place.servers()).isEqualTo(single("ours:1"))));
    }

    @Test
    void aRedissonClientComesBeforeBootsProperties() {
        withDataRedis
                .withPropertyValues(ALL_PROPERTIES[1], "terrace.cache.redis.timeout=1s")
                .withBean(RedissonClient.class, WhichRedisTests::redisson)
                .run(place(place -> assertThat(place.servers())
                        .isInstanceOfSatisfying(
                                RedisServers.OfClient.class,
                                client -> assertThat(client.config()
                                                .useSingleServer()
                                                .getAddress())
                                        .isEqualTo("redis://redissons:3"))));
    }

    @Test
    void severalRedissonClientsOfWhichNoneIsPrimaryFail() {
        contexts.withBean("one", RedissonClient.class, WhichRedisTests::redisson)
                .withBean("two", RedissonClient.class, WhichRedisTests::redisson)
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContainingAll("one", "two", "@Primary"));
    }

    @Test
    void bootsPropertiesComeLast() {
        withDataRedis
                .withPropertyValues(ALL_PROPERTIES[1])
                .run(place(place -> assertThat(place.servers()).isEqualTo(single("springs:2"))));
    }

    @Test
    void bootsPropertiesCountWithoutBootsRedisModuleToo() {
        contexts.withPropertyValues(ALL_PROPERTIES[1])
                .run(place(place -> assertThat(place.servers()).isEqualTo(single("springs:2"))));
    }

    @Test
    void bootsModuleAloneIsNoRedis() {
        withDataRedis.run(place(place -> assertThat(place).isNull()));
    }

    @Test
    void nothingIsNoRedis() {
        contexts.withPropertyValues("terrace.cache.redis.timeout=1s", "spring.data.redis.repositories.enabled=false")
                .run(place(place -> assertThat(place).isNull()));
    }

    // ---- our properties

    @Test
    void aUrlHoldsCredentialsDatabaseAndTls() {
        contexts.withPropertyValues("terrace.cache.redis.url=rediss://shop:p%40ss@example:7000/3")
                .run(place(place -> {
                    assertThat(place.servers()).isEqualTo(new RedisServers.Single("example:7000", 3));
                    assertThat(place.username()).isEqualTo("shop");
                    assertThat(place.password()).isEqualTo("p@ss");
                    assertThat(place.tls()).isNotNull();
                }));
    }

    @Test
    void whatAUrlLeavesOutMayStandBesideIt() {
        contexts.withPropertyValues(
                        "terrace.cache.redis.url=redis://example",
                        "terrace.cache.redis.username=shop",
                        "terrace.cache.redis.password=secret",
                        "terrace.cache.redis.database=2")
                .run(place(place -> {
                    assertThat(place.servers()).isEqualTo(new RedisServers.Single("example:6379", 2));
                    assertThat(place.username()).isEqualTo("shop");
                    assertThat(place.password()).isEqualTo("secret");
                    assertThat(place.tls()).isNull();
                }));
    }

    @Test
    void aPasswordAloneMeansTheServerOfThisMachine() {
        contexts.withPropertyValues("terrace.cache.redis.password=secret")
                .run(place(place -> assertThat(place.servers()).isEqualTo(single("localhost:6379"))));
    }

    @Test
    void hostAndPortMayBeAnIpV6Address() {
        contexts.withPropertyValues("terrace.cache.redis.host=::1", "terrace.cache.redis.port=7")
                .run(place(place -> assertThat(place.servers()).isEqualTo(single("[::1]:7"))));
    }

    @Test
    void aClusterAndSentinelsHaveNodes() {
        contexts.withPropertyValues("terrace.cache.redis.cluster.nodes=a:1,b:2")
                .run(place(place ->
                        assertThat(place.servers()).isEqualTo(new RedisServers.Cluster(List.of("a:1", "b:2")))));
        contexts.withPropertyValues(
                        "terrace.cache.redis.sentinel.nodes=a:1,b:2",
                        "terrace.cache.redis.sentinel.master=m",
                        "terrace.cache.redis.sentinel.username=u",
                        "terrace.cache.redis.sentinel.password=p",
                        "terrace.cache.redis.database=4")
                .run(place(place -> assertThat(place.servers())
                        .isEqualTo(new RedisServers.Sentinel("m", List.of("a:1", "b:2"), 4, "u", "p"))));
    }

    // ---- Boot's properties

    @Test
    void bootsPropertiesAreReadAsBootReadsThem() {
        String[] everything = {
            "spring.data.redis.host=h",
            "spring.data.redis.port=5",
            "spring.data.redis.username=u",
            "spring.data.redis.password=p",
            "spring.data.redis.database=6"
        };
        for (ApplicationContextRunner either : List.of(contexts, withDataRedis)) {
            either.withPropertyValues(everything).run(place(place -> {
                assertThat(place.servers()).isEqualTo(new RedisServers.Single("h:5", 6));
                assertThat(place.username()).isEqualTo("u");
                assertThat(place.password()).isEqualTo("p");
            }));
            either.withPropertyValues(everything)
                    .withPropertyValues("spring.data.redis.url=redis://v:q@other:8/9")
                    .run(place(place -> {
                        assertThat(place.servers()).isEqualTo(new RedisServers.Single("other:8", 9));
                        assertThat(place.username()).isEqualTo("v");
                        assertThat(place.password()).isEqualTo("q");
                    }));
            either.withPropertyValues(everything)
                    .withPropertyValues("spring.data.redis.cluster.nodes=a:1")
                    .run(place(place -> {
                        assertThat(place.servers()).isEqualTo(new RedisServers.Cluster(List.of("a:1")));
                        assertThat(place.password()).isEqualTo("p");
                    }));
            either.withPropertyValues(everything)
                    .withPropertyValues("spring.data.redis.sentinel.nodes=a:1", "spring.data.redis.sentinel.master=m")
                    .run(place(place -> assertThat(place.servers())
                            .isEqualTo(new RedisServers.Sentinel("m", List.of("a:1"), 6, null, null))));
            either.withPropertyValues("spring.data.redis.ssl.enabled=true")
                    .run(place(place -> assertThat(place.tls()).isNotNull()));
        }
    }

    @Test
    void aStaticPrimaryWithReplicasIsRefused() {
        for (ApplicationContextRunner either : List.of(contexts, withDataRedis)) {
            either.withPropertyValues("spring.data.redis.masterreplica.nodes=a:1,b:2")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .isInstanceOf(CacheConfigurationException.class)
                            .hasMessageContainingAll("'spring.data.redis'", "replicas", "terrace.cache.redis.url"));
        }
    }

    // ---- helpers

    private static org.springframework.boot.test.context.runner.ContextConsumer<
                    org.springframework.boot.test.context.assertj.AssertableApplicationContext>
            place(Consumer<RedisPlace> check) {
        return context -> {
            assertThat(context).hasNotFailed();
            check.accept(context.getBean(WhichRedis.class).place());
        };
    }

    private static RedisServers single(String address) {
        return new RedisServers.Single(address, 0);
    }

    private static TerraceRedisConnectionDetails details(String host, String username, String password) {
        return new TerraceRedisConnectionDetails() {
            @Override
            public RedisServers getServers() {
                return single(host + ":6379");
            }

            @Override
            public String getUsername() {
                return username;
            }

            @Override
            public String getPassword() {
                return password;
            }

            @Override
            public SslBundle getSslBundle() {
                return null;
            }
        };
    }

    private static DataRedisConnectionDetails dataRedis(String host) {
        return new DataRedisConnectionDetails() {
            @Override
            public Standalone getStandalone() {
                return Standalone.of(host, 7);
            }
        };
    }

    /** A client that has a configuration and no connection. */
    private static RedissonClient redisson() {
        Config config = new Config();
        config.useSingleServer().setAddress("redis://redissons:3");
        return (RedissonClient) Proxy.newProxyInstance(
                RedissonClient.class.getClassLoader(),
                new Class<?>[] {RedissonClient.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getConfig" -> config;
                    case "toString" -> "client";
                    case "hashCode" -> 1;
                    default -> null;
                });
    }
}
