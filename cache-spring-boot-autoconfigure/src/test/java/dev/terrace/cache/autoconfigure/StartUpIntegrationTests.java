package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.Origin;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.testing.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Whole applications on a real Redis, or on one that is not there. */
@ExtendWith(OutputCaptureExtension.class)
class StartUpIntegrationTests {

    /** A generous bound on a busy machine: the longest wait for Redis, and a start of a few hundred milliseconds. */
    private static final Duration START = Duration.ofSeconds(6);

    record Product(long id, String name) {}

    static class Catalogue {
        private int calls;

        @Cacheable("products")
        public Product product(long id) {
            calls++;
            return new Product(id, "p" + id);
        }

        public int calls() {
            return calls;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @AutoConfigurationPackage
    @ImportAutoConfiguration({TerraceCacheAutoConfiguration.class, CacheAutoConfiguration.class})
    static class Application {
        @Bean
        Catalogue catalogue() {
            return new Catalogue();
        }
    }

    private final String namespace = "it-" + UUID.randomUUID();

    private ConfigurableApplicationContext start(Class<?> configuration, String... properties) {
        String[] all = new String[properties.length + 1];
        all[0] = "--terrace.cache.namespace=" + namespace;
        for (int i = 0; i < properties.length; i++) {
            all[i + 1] = "--" + properties[i];
        }
        return new SpringApplicationBuilder(Application.class, configuration)
                .web(WebApplicationType.NONE)
                .run(all);
    }

    private ConfigurableApplicationContext start(String... properties) {
        return start(Application.class, properties);
    }

    private static String url() {
        return "terrace.cache.redis.url=" + TestRedis.shared().url();
    }

    // ---- a Redis that answers

    @Test
    void twoApplicationsOnOneRedisShareValuesAndInvalidations() {
        try (ConfigurableApplicationContext one = start(url());
                ConfigurableApplicationContext two = start(url())) {
            Product first = one.getBean(Catalogue.class).product(1);
            assertThat(two.getBean(Catalogue.class).product(1)).isEqualTo(first).isNotSameAs(first);
            assertThat(two.getBean(Catalogue.class).calls()).isZero();
            assertThat(two.getBean(TerraceCacheManager.class).runtime().isConnected())
                    .isTrue();

            one.getBean(TerraceCacheManager.class).getCache("products").evict(1L);
            await().atMost(START)
                    .untilAsserted(() -> assertThat(two.getBean(TerraceCacheManager.class)
                                    .getTerraceCache("products")
                                    .exists(1L))
                            .isFalse());
        }
        Threads.assertNoneOfOurs();
    }

    @Test
    void aTypeOfTheApplicationComesBackWhereNoTypeIsDeclared() {
        try (ConfigurableApplicationContext one = start(url());
                ConfigurableApplicationContext two = start(url())) {
            one.getBean(TerraceCacheManager.class).getTerraceCache("any").put("k", new Product(5, "five"));
            assertThat(two.getBean(TerraceCacheManager.class)
                            .getTerraceCache("any")
                            .lookup("k"))
                    .satisfies(found -> {
                        assertThat(found.value()).isEqualTo(new Product(5, "five"));
                        assertThat(found.origin()).isEqualTo(Origin.REMOTE);
                    });
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithMapper {
        @Bean
        JsonMapper mapper() {
            return JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                    .build();
        }
    }

    @Test
    void theJsonMapperOfTheApplicationWritesTheValues() {
        try (ConfigurableApplicationContext context = start(WithMapper.class, url())) {
            context.getBean(Catalogue.class).product(7);
        }
        TestRedis redis = TestRedis.shared();
        String key = redis.cli("KEYS", "{" + namespace + "*}:v:products:*");
        assertThat(redis.cli("GET", key)).contains("\"Name\":\"p7\"");
    }

    @Configuration(proxyBeanMethods = false)
    static class WithRedissonClient {
        @Bean(destroyMethod = "shutdown")
        RedissonClient redisson() {
            TestRedis redis = TestRedis.shared();
            Config config = new Config();
            config.setPassword(redis.password());
            config.useSingleServer().setAddress("redis://" + redis.address());
            return Redisson.create(config);
        }
    }

    @Test
    void theConfigurationOfARedissonClientIsCopiedOntoOneOfOurs() {
        try (ConfigurableApplicationContext context = start(WithRedissonClient.class)) {
            TerraceCacheManager manager = context.getBean(TerraceCacheManager.class);
            assertThat(manager.runtime().isConnected()).isTrue();
            assertThat(context.getBean(RedissonClient.class).getConfig().getThreads())
                    .isEqualTo(new Config().getThreads());
        }
        Threads.assertNoneOfOurs();
    }

    /** What Testcontainers would have started, had it not been there already. */
    static final class RunningRedis extends GenericContainer<RunningRedis> {
        RunningRedis(String image) {
            super(DockerImageName.parse(image));
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public String getHost() {
            return TestRedis.shared().host();
        }

        @Override
        public Integer getMappedPort(int port) {
            assertThat(port).isEqualTo(6379);
            return TestRedis.shared().port();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(ServiceConnectionAutoConfiguration.class)
    static class WithContainer {
        @Bean
        @ServiceConnection("valkey")
        RunningRedis container() {
            return new RunningRedis("valkey/valkey:8");
        }
    }

    @Test
    void aServiceConnectionToAContainerComesBeforeProperties() {
        String wrong = "terrace.cache.redis.url=redis://localhost:1";
        try (ConfigurableApplicationContext context = start(WithContainer.class, wrong)) {
            assertThat(context.getBean(WhichRedis.class).place().source())
                    .isEqualTo("the TerraceRedisConnectionDetails bean");
            assertThat(context.getBean(TerraceCacheManager.class).runtime().isConnected())
                    .isEqualTo(TestRedis.shared().password() == null);
        }
    }

    // ---- a Redis that does not let us in

    @Test
    void aWrongPasswordFailsStartUpWithoutShowingIt(CapturedOutput output) {
        try (TestRedis redis = TestRedis.startWithPassword("right-one")) {
            String address = "terrace.cache.redis.url=redis://" + redis.address();
            assertFailsToStart(() -> start(address, "terrace.cache.redis.password=wrong-one"));
            assertFailsToStart(() -> start(address));
        }
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("Redis, by 'terrace.cache.redis', refused the user name or password.")
                .contains("Check user name and password in 'terrace.cache.redis'")
                .doesNotContain("wrong-one", "right-one", "\tat ");
        Threads.assertNoneOfOurs();
    }

    private static void assertFailsToStart(Callable<ConfigurableApplicationContext> start) {
        assertThatThrownBy(() -> start.call().close()).hasStackTraceContaining("RedisAccessRefusedException");
    }

    // ---- a Redis that is not there

    @Configuration(proxyBeanMethods = false)
    static class WithListener {
        final List<CacheEvent> heard = new CopyOnWriteArrayList<>();

        @Bean
        CacheListener listener() {
            return heard::add;
        }
    }

    @Test
    void aListenerOfTheApplicationHearsEvents() {
        try (ConfigurableApplicationContext context =
                start(WithListener.class, "terrace.cache.redis.url=redis://nowhere.invalid")) {
            await().atMost(START)
                    .untilAsserted(() -> assertThat(context.getBean(WithListener.class).heard)
                            .hasAtLeastOneElementOfType(CacheEvent.RemoteLost.class));
        }
    }

    @Test
    void aRedisThatRefusesConnectionsStartsInThisProcessWithOneWarning(CapturedOutput output) throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        startsWithout("terrace.cache.redis.url=redis://127.0.0.1:" + free, output);
        assertThat(output).containsOnlyOnce("Redis is away").doesNotContain("\tat ");
        Threads.assertNoneOfOurs();
    }

    @Test
    void aRedisThatSaysNothingDelaysStartUpByLittle(CapturedOutput output) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            startsWithout("terrace.cache.redis.url=redis://127.0.0.1:" + silent.getLocalPort(), output);
        }
        Threads.assertNoneOfOurs();
    }

    @Test
    void anUnknownHostStartsInThisProcess(CapturedOutput output) {
        startsWithout("terrace.cache.redis.url=redis://nowhere.invalid:6379", output);
        Threads.assertNoneOfOurs();
    }

    private void startsWithout(String url, CapturedOutput output) {
        long before = System.nanoTime();
        try (ConfigurableApplicationContext context = start(url)) {
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(START);
            Catalogue catalogue = context.getBean(Catalogue.class);
            assertThat(catalogue.product(1)).isSameAs(catalogue.product(1));
            assertThat(catalogue.calls()).isEqualTo(1);
            assertThat(context.getBean(TerraceCacheManager.class).runtime().isConnected())
                    .isFalse();
            // Before the end: a client that is closed while it connects may have its say.
            assertThat(output).doesNotContain("\tat ");
        }
    }
}
