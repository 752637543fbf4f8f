package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Priority;
import dev.terrace.cache.Tier;
import dev.terrace.cache.codec.Codec;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class CachePoliciesTests {

    @Test
    void aCacheWithoutSettingsHasTheLibrarysDefaults() {
        policy(
                "",
                "any",
                policy -> assertThat(policy).isEqualTo(CachePolicy.defaults().withTiers(List.of(Tier.NEAR))));
    }

    @Test
    void everySettingOfACacheIsBound() {
        Resolving.resolve(
                """
                terrace.cache.caches.products:
                  tiers: [near]
                  time-to-live: 1h
                  time-to-idle: 20m
                  adaptive: { minimum: 10m, maximum: 4h }
                  jitter: 0.25
                  stale-while-revalidate: 2m
                  stale-if-error: 3h
                  refresh-ahead: { mode: probabilistic, threshold: 0.7 }
                  refresh: none
                  null-values: { enabled: false, time-to-live: 30s }
                  near: { maximum-size: 77, time-to-live: 1m, copy: on-read }
                  loader:
                    lease: 3s
                    soft-timeout: 200ms
                    hard-timeout: 5s
                    throttle: 6s
                    max-concurrent: 7
                    bounded: all
                  codec: json
                  compression: { algorithm: gzip, threshold: 2KB }
                  encryption: true
                  maximum-payload: 3MB
                  maximum-key-length: 99
                  replicas: 2
                  priority: high
                  coherent: true
                """,
                Resolving.ALL,
                resolved -> assertThat(resolved.declared().get("products"))
                        .isEqualTo(new CachePolicy(
                                List.of(Tier.NEAR),
                                Duration.ofHours(1),
                                Duration.ofMinutes(20),
                                new CachePolicy.Adaptive(Duration.ofMinutes(10), Duration.ofHours(4)),
                                0.25,
                                new CachePolicy.Stale(Duration.ofMinutes(2), Duration.ofHours(3)),
                                new CachePolicy.RefreshAhead(CachePolicy.RefreshAhead.Mode.PROBABILISTIC, 0.7),
                                CachePolicy.Refresh.NONE,
                                new CachePolicy.NullValues(false, Duration.ofSeconds(30)),
                                new CachePolicy.Near(77, null, Duration.ofMinutes(1), CachePolicy.Copy.ON_READ),
                                new CachePolicy.Loader(
                                        Duration.ofSeconds(3),
                                        Duration.ofMillis(200),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(6),
                                        7,
                                        CachePolicy.Loader.Bounded.ALL),
                                new CachePolicy.Storage(
                                        "json", new CachePolicy.Compressing("gzip", 2_048), true, 3 << 20, 99, 2),
                                Priority.HIGH,
                                true)));
    }

    @Test
    void aCacheInheritsFromItsPolicyThenThatOnesParentThenTheDefaults() {
        policy("""
                terrace.cache:
                  defaults: { time-to-live: 1m, jitter: 0.3, near.maximum-size: 1 }
                  policies:
                    base: { time-to-live: 2m, jitter: 0.2, near.maximum-size: 2, loader.lease: 2s }
                    child: { policy: base, time-to-live: 3m, near.maximum-size: 3 }
                  caches:
                    products: { policy: child, near.maximum-size: 4 }
                """, "products", policy -> {
            assertThat(policy.near().maximumSize()).isEqualTo(4);
            assertThat(policy.timeToLive()).isEqualTo(Duration.ofMinutes(3));
            assertThat(policy.jitter()).isEqualTo(0.2);
            assertThat(policy.loader().lease()).isEqualTo(Duration.ofSeconds(2));
            assertThat(policy.nullValues().enabled()).isTrue();
        });
    }

    @Test
    void whatIsServedMeanwhileIsInheritedOneByOne() {
        policy("""
                terrace.cache:
                  defaults:
                    stale-while-revalidate: 1m
                    stale-if-error: 1h
                    refresh-ahead: { mode: threshold, threshold: 0.5 }
                    refresh: none
                    loader: { soft-timeout: 1s, hard-timeout: 9s, throttle: 2s, max-concurrent: 3, bounded: all }
                  policies:
                    patient: { stale-if-error: 2h, refresh-ahead.threshold: 0.6, loader.hard-timeout: 8s }
                  caches:
                    products: { policy: patient, refresh: background, loader: { soft-timeout: 2s, max-concurrent: 4 } }
                """, "products", policy -> {
            assertThat(policy.stale()).isEqualTo(new CachePolicy.Stale(Duration.ofMinutes(1), Duration.ofHours(2)));
            assertThat(policy.refreshAhead())
                    .isEqualTo(new CachePolicy.RefreshAhead(CachePolicy.RefreshAhead.Mode.THRESHOLD, 0.6));
            assertThat(policy.refresh()).isEqualTo(CachePolicy.Refresh.BACKGROUND);
            assertThat(policy.loader())
                    .isEqualTo(new CachePolicy.Loader(
                            CachePolicy.defaults().loader().lease(),
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(8),
                            Duration.ofSeconds(2),
                            4,
                            CachePolicy.Loader.Bounded.ALL));
        });
    }

    @Test
    void aChildSwitchesOffWhatItsParentsSet() {
        policy("""
                terrace.cache:
                  defaults:
                    stale-while-revalidate: 1m
                    stale-if-error: 1h
                    refresh-ahead.mode: threshold
                    loader: { soft-timeout: 1s, hard-timeout: 9s }
                  caches:
                    products:
                      stale-while-revalidate: none
                      stale-if-error: 0s
                      refresh-ahead.mode: none
                      loader: { soft-timeout: none, hard-timeout: None }
                """, "products", policy -> {
            assertThat(policy.stale()).isEqualTo(CachePolicy.Stale.NEVER);
            assertThat(policy.refreshAhead().mode()).isEqualTo(CachePolicy.RefreshAhead.Mode.NONE);
            assertThat(policy.loader().softTimeout()).isNull();
            assertThat(policy.loader().hardTimeout()).isNull();
        });
    }

    @Test
    void theDefaultsMayHaveAPolicyToo() {
        policy("""
                terrace.cache:
                  defaults.policy: long
                  policies.long.time-to-live: 24h
                """, "any", policy -> assertThat(policy.timeToLive()).isEqualTo(Duration.ofHours(24)));
    }

    @Test
    void noneIsATimeToLiveAndEndsTheInheritance() {
        policy("""
                terrace.cache:
                  defaults.time-to-live: 1m
                  caches.products.time-to-live: none
                """, "products", policy -> assertThat(policy.timeToLive()).isNull());
    }

    @Test
    void aCacheNameWithDotsIsWrittenInBrackets() {
        policy(
                """
                terrace:
                  cache:
                    caches:
                      "[com.acme.products]":
                        time-to-live: 7m
                      "[Shop_Items:2]":
                        time-to-live: 8m
                """,
                "com.acme.products",
                policy -> assertThat(policy.timeToLive()).isEqualTo(Duration.ofMinutes(7)));
    }

    @Test
    void aCacheMayBeDeclaredByItsNameAlone() {
        Contexts.caching()
                .withInitializer(Contexts.yaml("""
                        terrace.cache:
                          dynamic: false
                          caches:
                            products:
                            prices: {}
                        """))
                .run(context -> assertThat(
                                context.getBean(TerraceCacheManager.class).getCacheNames())
                        .containsExactlyInAnyOrder("products", "prices"));
    }

    @Test
    void cachesOfBootsPropertyAreDeclaredToo() {
        Contexts.caching()
                .withPropertyValues(
                        "terrace.cache.dynamic=false",
                        "spring.cache.cache-names=books,products",
                        "terrace.cache.caches.products.time-to-live=3m")
                .run(context -> {
                    TerraceCacheManager manager = context.getBean(TerraceCacheManager.class);
                    assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("books", "products");
                    assertThat(policyOf(manager, "products").timeToLive()).isEqualTo(Duration.ofMinutes(3));
                    assertThat(manager.getCache("other")).isNull();
                });
    }

    @Test
    void aForeignEnvironmentVariableWithOurPrefixDoesNotFailStartUp() {
        Contexts.caching()
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .replace(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new SystemEnvironmentPropertySource(
                                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                        Map.of(
                                                "TERRACE_CACHE_HOME", "/var/cache",
                                                "TERRACE_CACHE_DEFAULTS_TIMETOLIVE", "9m"))))
                .run(context -> assertThat(policyOf(context.getBean(TerraceCacheManager.class), "any")
                                .timeToLive())
                        .isEqualTo(Duration.ofMinutes(9)));
    }

    /** A codec that is never used. */
    private record Named(String name, short id) implements Codec {
        @Override
        public Encoded encode(Object value, Type declared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object decode(ByteBuffer payload, String type, Type declared) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aCacheMayNameACodecOfTheApplication() {
        Contexts.caching()
                .withBean(Codec.class, () -> new Named("mine", (short) 77))
                .withPropertyValues("terrace.cache.caches.products.codec=mine")
                .run(context -> assertThat(policyOf(context.getBean(TerraceCacheManager.class), "products")
                                .storage()
                                .codec())
                        .isEqualTo("mine"));
    }

    @Test
    void codecsThatCannotBeToldApartFail() {
        Contexts.caching()
                .withBean(Codec.class, () -> new Named("mine", (short) 1))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContainingAll("'mine' (id 1)", "'json' (id 1)", "an id of its own"));
    }

    private static void policy(String yaml, String cache, Consumer<CachePolicy> check) {
        Contexts.caching().withInitializer(Contexts.yaml(yaml)).run(context -> {
            assertThat(context).hasNotFailed();
            check.accept(policyOf(context.getBean(TerraceCacheManager.class), cache));
        });
    }

    private static CachePolicy policyOf(TerraceCacheManager manager, String cache) {
        return manager.getTerraceCache(cache).getNativeCache().policy();
    }
}
