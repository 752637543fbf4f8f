package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Compressing;
import dev.terrace.cache.Priority;
import dev.terrace.cache.Tier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lives, bounds and storage as they are written and inherited. */
class StoragePoliciesTests {

    private static final long MEGABYTE = 1 << 20;

    @Test
    void compressionMayBeWrittenShort() {
        Resolving.policy(
                "terrace.cache.caches.x: { compression: zstd }",
                policy -> assertThat(policy.storage().compression()).isEqualTo(new Compressing("zstd", 1_024)));
        Resolving.policy(
                "terrace.cache.caches.x.compression: { algorithm: LZ4, threshold: 2KB }",
                policy -> assertThat(policy.storage().compression()).isEqualTo(new Compressing("lz4", 2_048)));
        Resolving.policy(
                "terrace.cache.caches.x: { compression: , replicas: 1 }",
                policy -> assertThat(policy.storage().compression()).isEqualTo(Compressing.NONE));
    }

    @Test
    void thePolicyOfTheDesignIsBound() {
        Resolving.policy("""
                terrace.cache:
                  policies:
                    vectors: { tiers: [remote], time-to-live: 24h, compression: zstd, replicas: 2 }
                  caches:
                    x: { policy: vectors }
                """, policy -> {
            assertThat(policy.tiers()).containsExactly(Tier.REMOTE);
            assertThat(policy.timeToLive()).isEqualTo(Duration.ofHours(24));
            assertThat(policy.storage().compression().algorithm()).isEqualTo("zstd");
            assertThat(policy.storage().replicas()).isEqualTo(2);
        });
    }

    @Test
    void storageIsInheritedOneByOneWhicheverWayItIsWritten() {
        Resolving.policy("""
                terrace.cache:
                  defaults: { compression.threshold: 4KB, maximum-payload: 1MB, maximum-key-length: 10, priority: low, near.copy: on-read }
                  policies:
                    base: { compression: { algorithm: gzip }, encryption: true, maximum-key-length: 20, replicas: 1 }
                    child: { policy: base, compression: lz4, maximum-payload: 2MB }
                  caches:
                    x: { policy: child, replicas: 0, priority: critical, near.copy: none }
                """, policy -> {
            assertThat(policy.storage())
                    .isEqualTo(new CachePolicy.Storage("json", new Compressing("lz4", 4_096), true, 2 << 20, 20, 0));
            assertThat(policy.priority()).isEqualTo(Priority.CRITICAL);
            assertThat(policy.near().copy()).isEqualTo(CachePolicy.Copy.NONE);
        });
    }

    @Test
    void idlingIsSwitchedOffByNone() {
        Resolving.policy(
                "terrace.cache: { defaults.time-to-idle: 1m, caches.x.jitter: 0 }",
                policy -> assertThat(policy.timeToIdle()).isEqualTo(Duration.ofMinutes(1)));
        Resolving.policy(
                "terrace.cache: { defaults.time-to-idle: 1m, caches.x.time-to-idle: none }",
                policy -> assertThat(policy.timeToIdle()).isNull());
    }

    @Test
    void theNearestLinkThatSpeaksOfAdaptingDecidesWhether() {
        CachePolicy.Adaptive adaptive = new CachePolicy.Adaptive(Duration.ofMinutes(2), Duration.ofHours(1));
        Resolving.policy("""
                terrace.cache:
                  defaults.adaptive: { minimum: 1m, maximum: 1h }
                  caches.x.adaptive.minimum: 2m
                """, policy -> assertThat(policy.adaptive()).isEqualTo(adaptive));
        Resolving.policy("""
                terrace.cache:
                  defaults.adaptive: { minimum: 1m, maximum: 1h }
                  caches.x.adaptive.enabled: false
                """, policy -> assertThat(policy.adaptive()).isNull());
        Resolving.policy("""
                terrace.cache:
                  defaults.adaptive: { minimum: 1m, maximum: 1h }
                  policies.p.adaptive.enabled: false
                  caches.x: { policy: p, adaptive.minimum: 2m }
                """, policy -> assertThat(policy.adaptive()).isEqualTo(adaptive));
    }

    @Test
    void aProfileSaysWeightAndNumber() {
        near("caches.x.near.profile: small", 64 * MEGABYTE, 65_536);
        near("caches.x.near.profile: medium", 256 * MEGABYTE, 262_144);
        near("caches.x.near.profile: large", 512 * MEGABYTE, 524_288);
        near("{ defaults.near.maximum-size: 5, caches.x.near.profile: small }", 64 * MEGABYTE, 65_536);
    }

    @Test
    void whatTheSameOrANearerLinkSaysWinsOverAProfile() {
        near("caches.x.near: { profile: small, maximum-size: 5 }", 64 * MEGABYTE, 5);
        near("{ defaults.near.profile: small, caches.x.near.maximum-size: 5 }", 64 * MEGABYTE, 5);
        near("caches.x.near: { profile: small, maximum-weight: 1MB }", MEGABYTE, 10_000);
        near("{ defaults.near.profile: small, caches.x.near.maximum-weight: 1MB }", MEGABYTE, 10_000);
        near("{ defaults.near.maximum-weight: 1MB, caches.x.near.profile: small }", 64 * MEGABYTE, 65_536);
    }

    @Test
    void aCacheThatEncodesNothingEndsTheInheritanceOfAWeightWithASize() {
        Resolving.policy(
                "terrace.cache: { defaults.near.profile: small, caches.x: { tiers: near, near.maximum-size: 5 } }",
                policy -> assertThat(policy.near())
                        .isEqualTo(new CachePolicy.Near(5, null, null, CachePolicy.Copy.NONE)));
        Resolving.policy(
                "terrace.cache: { defaults.near.maximum-weight: 1MB, caches.x: { tiers: near, near.maximum-size: 5 } }",
                policy -> assertThat(policy.tiers()).isEqualTo(List.of(Tier.NEAR)));
    }

    private static void near(String yaml, long weight, long size) {
        Resolving.policy(
                yaml.startsWith("{") ? "terrace.cache: " + yaml : "terrace.cache." + yaml,
                policy -> assertThat(policy.near())
                        .isEqualTo(new CachePolicy.Near(size, weight, null, CachePolicy.Copy.NONE)));
    }
}
