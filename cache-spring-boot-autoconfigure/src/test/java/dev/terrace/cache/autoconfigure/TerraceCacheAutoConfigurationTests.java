package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.spring.AnnotationSettings;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

@ExtendWith(OutputCaptureExtension.class)
class TerraceCacheAutoConfigurationTests {

    private final ApplicationContextRunner contexts = Contexts.caching();

    // ---- what an application gets

    record Product(long id, String name) {}

    static class Catalogue {
        int calls;

        @Cacheable("products")
        public Product product(long id) {
            calls++;
            return new Product(id, "p" + id);
        }
    }

    @Test
    void withoutConfigurationCachesLiveInThisProcessAndOneLineSaysSo(CapturedOutput output) {
        contexts.withBean(Catalogue.class).run(context -> {
            Catalogue catalogue = context.getBean(Catalogue.class);
            assertThat(catalogue.product(1)).isEqualTo(catalogue.product(1));
            assertThat(context.getBean("cacheManager")).isInstanceOf(TerraceCacheManager.class);
            assertThat(context.getBean(TerraceCacheManager.class)
                            .getTerraceCache("products")
                            .statistics()
                            .nearHits())
                    .isEqualTo(1);
        });
        // What nobody has bounded is advised on, and nothing else is worth a line.
        assertThat(output.toString().lines().filter(line -> line.contains("WARN")))
                .allMatch(line -> line.contains("'terrace.cache.silenced-advice: "))
                .hasSize(2);
        assertThat(output).containsOnlyOnce("No Redis is configured");
    }

    @Test
    void whatIsDoneUnderAnnotationsCanBeSwitchedOff() {
        contexts.run(context ->
                assertThat(context.getBean(AnnotationSettings.class)).isEqualTo(new AnnotationSettings(true, true)));
        contexts.withPropertyValues(
                        "terrace.cache.annotations.sync-by-default=false", "terrace.cache.annotations.fast-path=false")
                .run(context -> assertThat(context.getBean(AnnotationSettings.class))
                        .isEqualTo(new AnnotationSettings(false, false)));
    }

    /** A post-processor that needed the properties would make them before the application's own post-processors are there. */
    @Test
    void thePropertiesAreNotMadeBeforeTheirTime() {
        contexts.withBean("recorder", Recorder.class)
                .run(context -> assertThat(context.getBean(Recorder.class).seen)
                        .contains("terraceAnnotationSettings")
                        .anyMatch(name -> name.endsWith("TerraceCacheProperties")));
    }

    static final class Recorder implements BeanPostProcessor {
        final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public Object postProcessBeforeInitialization(Object bean, String beanName) {
            seen.add(beanName);
            return bean;
        }
    }

    @Test
    void withoutEnableCachingThereIsNoManager() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TerraceCacheAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(CacheManager.class));
    }

    @Test
    void worksWithoutEveryOptionalLibrary() {
        contexts.withClassLoader(new FilteredClassLoader(
                        "at.yawk.lz4",
                        "com.github.luben.zstd",
                        "com.google.crypto.tink",
                        "io.micrometer",
                        "net.jpountz.lz4",
                        "org.apache.fory",
                        "org.springframework.boot.data.redis",
                        "org.springframework.data.redis",
                        "org.springframework.boot.jpa",
                        "org.springframework.orm",
                        "org.springframework.boot.testcontainers",
                        "org.testcontainers",
                        "org.springframework.boot.docker",
                        "org.springframework.boot.actuate",
                        "org.springframework.boot.health",
                        "reactor",
                        "tools.jackson.dataformat"))
                .run(context -> assertThat(context).hasSingleBean(TerraceCacheManager.class));
    }

    // ---- back-off

    @Test
    void backsOffBeforeTheUsersCacheManager() {
        contexts.withBean("mine", CacheManager.class, ConcurrentMapCacheManager::new)
                .run(context -> assertThat(context)
                        .hasSingleBean(CacheManager.class)
                        .doesNotHaveBean(TerraceCacheManager.class)
                        .doesNotHaveBean(WhichRedis.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class ResolverOnly implements CachingConfigurer {
        @Bean
        @Override
        public CacheResolver cacheResolver() {
            return operation -> List.of();
        }
    }

    @Test
    void backsOffBeforeTheUsersCacheResolver() {
        contexts.withUserConfiguration(ResolverOnly.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheManager.class));
    }

    @Test
    void backsOffBeforeAnyExplicitCacheType() {
        contexts.withPropertyValues("spring.cache.type=simple")
                .run(context ->
                        assertThat(context).getBean(CacheManager.class).isInstanceOf(ConcurrentMapCacheManager.class));
    }

    @Test
    void cacheTypeNoneStillSwitchesCachingOff() {
        contexts.withPropertyValues("spring.cache.type=none")
                .run(context -> assertThat(context).getBean(CacheManager.class).isInstanceOf(NoOpCacheManager.class));
    }

    @Test
    void cacheTypeAsAnEnvironmentVariableCountsToo() {
        contexts.withSystemProperties("SPRING_CACHE_TYPE=none")
                .run(context -> assertThat(context).hasSingleBean(CacheManager.class));
        contexts.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new org.springframework.core.env.SystemEnvironmentPropertySource(
                                "test-systemEnvironment", java.util.Map.of("SPRING_CACHE_TYPE", "none"))))
                .run(context -> assertThat(context).getBean(CacheManager.class).isInstanceOf(NoOpCacheManager.class));
    }

    @Test
    void switchedOffItLeavesTheFieldToBoot() {
        contexts.withPropertyValues("terrace.cache.enabled=false")
                .run(context ->
                        assertThat(context).getBean(CacheManager.class).isInstanceOf(CaffeineCacheManager.class));
    }

    // ---- what Boot's auto-configuration did

    @Configuration(proxyBeanMethods = false)
    static class Customizers {
        final List<String> called = new CopyOnWriteArrayList<>();

        @Bean
        @Order(1)
        CacheManagerCustomizer<TerraceCacheManager> ours() {
            return manager -> called.add("ours");
        }

        @Bean
        @Order(2)
        CacheManagerCustomizer<CacheManager> any() {
            return manager -> called.add("any");
        }

        @Bean
        CacheManagerCustomizer<ConcurrentMapCacheManager> others() {
            return manager -> called.add("others");
        }
    }

    @Test
    void customizersOfOurManagerAndOfAnyAreCalled() {
        contexts.withUserConfiguration(Customizers.class).run(context -> {
            assertThat(context).hasSingleBean(TerraceCacheManager.class);
            assertThat(context.getBean(Customizers.class).called).containsExactly("ours", "any");
        });
    }

    @Test
    void aCustomizerThatFailsLeavesNoThread() {
        contexts.withBean(CacheManagerCustomizer.class, () -> new CacheManagerCustomizer<TerraceCacheManager>() {
                    @Override
                    public void customize(TerraceCacheManager manager) {
                        throw new IllegalStateException("no");
                    }
                })
                .run(context -> assertThat(context).hasFailed());
        Threads.assertNoneOfOurs();
    }

    @Configuration(proxyBeanMethods = false)
    static class Jpa {
        @Bean
        @Lazy
        static LocalContainerEntityManagerFactoryBean entityManagerFactory() {
            return new LocalContainerEntityManagerFactoryBean() {
                @Override
                public void afterPropertiesSet() {}

                @Override
                public void afterSingletonsInstantiated() {}
            };
        }
    }

    @Test
    void jpaWaitsForTheCacheManager() {
        contexts.withUserConfiguration(Jpa.class).run(context -> {
            BeanDefinition definition =
                    context.getSourceApplicationContext().getBeanFactory().getBeanDefinition("entityManagerFactory");
            assertThat(definition.getDependsOn()).contains("cacheManager");
        });
    }

    @Test
    void transactionAwareCachesAreDecorated() {
        contexts.withPropertyValues("terrace.cache.transaction-aware=true").run(context -> {
            Cache cache = context.getBean(CacheManager.class).getCache("products");
            assertThat(cache).isInstanceOf(TransactionAwareCacheDecorator.class);
        });
        contexts.run(context -> assertThat(context.getBean(CacheManager.class).getCache("products"))
                .isNotInstanceOf(TransactionAwareCacheDecorator.class));
    }

    @Test
    void cachePropertiesOfOtherProvidersThatAreSetButNotUsedAreWarnedOf(CapturedOutput output) {
        contexts.withPropertyValues("spring.cache.redis.time-to-live=1m", "spring.cache.caffeine.spec=maximumSize=5")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output)
                .containsOnlyOnce("'spring.cache.redis' is set but not used")
                .containsOnlyOnce("'spring.cache.caffeine' is set but not used");
    }

    @Test
    void aClockBeanTellsTheTime() {
        AtomicLong nanos = new AtomicLong();
        CacheClock clock = new CacheClock() {
            @Override
            public long nanoTime() {
                return nanos.get();
            }

            @Override
            public long millis() {
                return nanos.get() / 1_000_000;
            }
        };
        contexts.withBean(CacheClock.class, () -> clock)
                .withPropertyValues("terrace.cache.defaults.time-to-live=1m")
                .run(context -> {
                    Cache cache = context.getBean(CacheManager.class).getCache("products");
                    cache.put("a", 1);
                    assertThat(cache.get("a")).isNotNull();
                    nanos.addAndGet(TimeUnit.MINUTES.toNanos(2));
                    assertThat(cache.get("a")).isNull();
                });
    }

    @Test
    void nothingOfOursRunsAfterTheContextIsClosed() {
        contexts.run(
                context -> context.getBean(CacheManager.class).getCache("x").put(1, 1));
        Threads.assertNoneOfOurs();
    }

    // ---- native images

    @Test
    void aNativeImageKeepsTheScriptsTheReadyMadePoliciesAndTheFieldOfSpringsKey() throws Exception {
        RuntimeHints hints = new RuntimeHints();
        new TerraceCacheRuntimeHints().registerHints(hints, getClass().getClassLoader());
        assertThat(new PathMatchingResourcePatternResolver().getResources("classpath*:dev/terrace/cache/redis/*.lua"))
                .isNotEmpty()
                .allSatisfy(script -> assertThat(RuntimeHintsPredicates.resource()
                                .forResource("dev/terrace/cache/redis/" + script.getFilename()))
                        .accepts(hints));
        assertThat(RuntimeHintsPredicates.resource().forResource(ReadyMade.RESOURCE))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(ReadyMade.Group.class))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(SimpleKey.class, "params"))
                .accepts(hints);
        assertThat(new ClassPathResource("META-INF/spring/aot.factories")
                        .getContentAsString(java.nio.charset.StandardCharsets.UTF_8))
                .contains(TerraceCacheRuntimeHints.class.getName());
    }
}
