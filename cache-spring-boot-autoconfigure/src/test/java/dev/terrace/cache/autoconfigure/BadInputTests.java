package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;

/** What cannot be used fails start-up, and people read value, reason and remedy instead of a stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class BadInputTests {

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @ImportAutoConfiguration({TerraceCacheAutoConfiguration.class, CacheAutoConfiguration.class})
    static class Application {}

    static Stream<Arguments> settings() {
        return Stream.of(
                bad("caches.products.tiers=near,moon")
                        .says(
                                "'terrace.cache.caches.products.tiers' names 'moon', which is not a tier",
                                "Use near and remote"),
                bad("caches.products.near.time-to-live=200000d")
                        .says("'terrace.cache.caches.products.near.time-to-live' (PT4800000H)", "at most 36500d"),
                bad("caches.products.loader.lease=500us")
                        .says("'terrace.cache.caches.products.loader.lease' (PT0.0005S)", "at least 1ms"),
                bad("health.check-interval=1ms")
                        .says(
                                "'terrace.cache.health.check-interval' (PT0.001S)",
                                "at least 100ms",
                                "0s switches it off"),
                bad("health.memory-threshold=80")
                        .says("'terrace.cache.health.memory-threshold' (80.0)", "at most 1", "0.8 is the default"),
                bad("caches.products.tiers=near,disk")
                        .says("'terrace.cache.caches.products.tiers' [near, disk] names 'disk'", "does not have yet"),
                bad("caches.products.tiers=")
                        .says("'terrace.cache.caches.products.tiers' is empty", "Name at least one"),
                bad("caches.products.tiers=remote,near")
                        .says("'terrace.cache.caches.products.tiers' [remote, near]", "Write [near, remote]"),
                bad("caches[a.b].tiers=moon").says("'terrace.cache.caches[a.b].tiers' names 'moon'", "near"),
                bad("policies.p.tiers=moon", "caches.products.policy=p")
                        .says("'terrace.cache.policies.p.tiers' names 'moon'", "near"),
                bad("policies.unused.tiers=moon").says("'terrace.cache.policies.unused.tiers' names 'moon'", "near"),
                bad("defaults.codec=kryo")
                        .says(
                                "'terrace.cache.defaults.codec' (kryo) is not a codec",
                                "Add a bean of type Codec, or use one of cbor, fory, java, json, raw"),
                bad("defaults.time-to-live=-1s")
                        .says("'terrace.cache.defaults.time-to-live' (PT-1S) must be positive", "10m"),
                bad("defaults.time-to-live=0s")
                        .says("'terrace.cache.defaults.time-to-live' (PT0S) must be positive", "10m"),
                bad("defaults.time-to-live=soon")
                        .says("'terrace.cache.defaults.time-to-live' (soon) is not a duration", "10m, or none"),
                bad("defaults.near.time-to-live=0s")
                        .says("'terrace.cache.defaults.near.time-to-live' (PT0S) must be positive", "10m"),
                bad("defaults.null-values.time-to-live=-3s")
                        .says("'terrace.cache.defaults.null-values.time-to-live' (PT-3S) must be positive", "10m"),
                bad("defaults.loader.lease=0s")
                        .says("'terrace.cache.defaults.loader.lease' (PT0S) must be positive", "10m"),
                bad("defaults.loader.lease=soon")
                        .says("terrace.cache.defaults.loader.lease", "\"soon\"", "is not a valid duration"),
                bad("caches.products.loader.soft-timeout=5s", "defaults.loader.hard-timeout=2s")
                        .says(
                                "'terrace.cache.caches.products.loader.soft-timeout' (PT5S) must be shorter than",
                                "'terrace.cache.defaults.loader.hard-timeout' (PT2S)",
                                "Lower it or remove it"),
                bad("defaults.loader.soft-timeout=2s", "defaults.loader.hard-timeout=2s")
                        .says("'terrace.cache.defaults.loader.soft-timeout' (PT2S) must be shorter", "Lower it"),
                bad("defaults.loader.soft-timeout=soon")
                        .says("'terrace.cache.defaults.loader.soft-timeout' (soon) is not a duration", "10m, or none"),
                bad("defaults.loader.soft-timeout=0s")
                        .says("'terrace.cache.defaults.loader.soft-timeout' (PT0S) must be positive", "leave it out"),
                bad("defaults.loader.hard-timeout=-1s")
                        .says("'terrace.cache.defaults.loader.hard-timeout' (PT-1S) must be positive", "leave it out"),
                bad("policies.p.loader.throttle=0s", "caches.products.policy=p")
                        .says("'terrace.cache.policies.p.loader.throttle' (PT0S) must be positive", "10m"),
                bad("caches.products.loader.max-concurrent=0")
                        .says(
                                "'terrace.cache.caches.products.loader.max-concurrent' (0) must be at least 1",
                                "Write 'refresh: none'"),
                bad("defaults.loader.bounded=some")
                        .says(
                                "terrace.cache.defaults.loader.bounded",
                                "\"some\"",
                                "The following values are valid",
                                "ALL"),
                bad("defaults.stale-while-revalidate=-1s")
                        .says(
                                "'terrace.cache.defaults.stale-while-revalidate' (PT-1S) must be positive",
                                "leave it out"),
                bad("policies.p.stale-if-error=-1h", "caches.products.policy=p")
                        .says("'terrace.cache.policies.p.stale-if-error' (PT-1H) must be positive", "leave it out"),
                bad("defaults.stale-if-error=long")
                        .says("'terrace.cache.defaults.stale-if-error' (long) is not a duration", "10m, or none"),
                bad("defaults.stale-while-revalidate=1us")
                        .says(
                                "'terrace.cache.defaults.stale-while-revalidate' (PT0.000001S) must be at least 1ms",
                                "10m"),
                bad("caches.products.refresh-ahead.threshold=1.5")
                        .says(
                                "'terrace.cache.caches.products.refresh-ahead.threshold' (1.5) must be greater than 0",
                                "0.8 refreshes"),
                bad("defaults.refresh-ahead.threshold=0")
                        .says("'terrace.cache.defaults.refresh-ahead.threshold' (0.0) must be greater than 0", "0.8"),
                bad("defaults.refresh-ahead.mode=often")
                        .says("terrace.cache.defaults.refresh-ahead.mode", "\"often\"", "PROBABILISTIC"),
                bad("defaults.refresh=sometimes").says("terrace.cache.defaults.refresh", "\"sometimes\"", "BACKGROUND"),
                bad("defaults.near.maximum-size=0")
                        .says("'terrace.cache.defaults.near.maximum-size' (0) must be at least 1", "tiers: [remote]"),
                bad("defaults.near.maximum-size=many")
                        .says("terrace.cache.defaults.near.maximum-size", "\"many\"", "For input string"),
                bad("defaults.near.maximum-weight=64XB")
                        .says("terrace.cache.defaults.near.maximum-weight", "\"64XB\"", "Unknown data unit suffix"),
                bad("defaults.near.maximum-weight=1KB")
                        .says(
                                "'terrace.cache.defaults.near.maximum-weight' (1024 bytes)",
                                "Raise the weight or lower the size"),
                bad("defaults.near.profile=huge").says("terrace.cache.defaults.near.profile", "\"huge\"", "MEDIUM"),
                bad("defaults.near.profile=small", "caches.products.tiers=near")
                        .says(
                                "'terrace.cache.defaults.near.profile' (small) weighs encoded values",
                                "Set 'terrace.cache.caches.products.near.maximum-size' for the cache"),
                bad("defaults.near.copy=always").says("terrace.cache.defaults.near.copy", "\"always\"", "ON_READ"),
                bad("caches.products.time-to-idle=1h", "defaults.time-to-live=30m")
                        .says(
                                "'terrace.cache.caches.products.time-to-idle' (PT1H) must be shorter than"
                                        + " 'terrace.cache.defaults.time-to-live' (PT30M)",
                                "Raise the life"),
                bad("defaults.time-to-idle=often")
                        .says("'terrace.cache.defaults.time-to-idle' (often) is not a duration", "10m, or none"),
                bad("defaults.adaptive.minimum=1m")
                        .says("'terrace.cache.defaults.adaptive.maximum' is missing", "'adaptive.enabled: false'"),
                bad("defaults.adaptive.enabled=true")
                        .says("'terrace.cache.defaults.adaptive.minimum' is missing", "Write the shortest"),
                bad("defaults.adaptive.minimum=1h", "defaults.adaptive.maximum=1m")
                        .says(
                                "'terrace.cache.defaults.adaptive.minimum' (PT1H) must be shorter than"
                                        + " 'terrace.cache.defaults.adaptive.maximum' (PT1M)",
                                "Lower it"),
                bad("defaults.adaptive.minimum=1h", "defaults.adaptive.maximum=2h")
                        .says(
                                "(PT10M) must lie within 'terrace.cache.defaults.adaptive.minimum' (PT1H)",
                                "It is the life that a value begins with"),
                bad("defaults.compression=brotli")
                        .says(
                                "'terrace.cache.defaults.compression' (brotli) is not an algorithm",
                                "Use one of adaptive, gzip, lz4, none, zstd, or add a bean of type Compression"),
                bad("defaults.compression.threshold=-1B")
                        .says("'terrace.cache.defaults.compression.threshold' (-1 bytes) must not be negative", "1KB"),
                bad("defaults.encryption=maybe").says("terrace.cache.defaults.encryption", "\"maybe\""),
                bad("codecs.fory.classes=com.acme.Nobody")
                        .says("terrace.cache.codecs.fory.classes", "com.acme.Nobody", "ClassNotFoundException"),
                bad("encryption.keys=true")
                        .says(
                                "'terrace.cache.encryption.keys' (true) needs a key, and there is none",
                                "Set 'terrace.cache.encryption.keyset', or add a bean"),
                bad("defaults.maximum-payload=0B")
                        .says("'terrace.cache.defaults.maximum-payload' (0 bytes) must be at least 1 byte", "8MB"),
                bad("defaults.maximum-payload=3GB")
                        .says(
                                "'terrace.cache.defaults.maximum-payload' (3221225472 bytes) must be less than 2GB",
                                "8MB"),
                bad("defaults.maximum-key-length=0")
                        .says("'terrace.cache.defaults.maximum-key-length' (0) must be at least 1", "4096"),
                bad("defaults.replicas=-1")
                        .says("'terrace.cache.defaults.replicas' (-1) must not be negative", "or 0 for none"),
                bad("defaults.priority=urgent").says("terrace.cache.defaults.priority", "\"urgent\"", "CRITICAL"),
                bad("environment=test").says("terrace.cache.environment", "\"test\"", "STAGING"),
                bad("advice=shout").says("terrace.cache.advice", "\"shout\"", "STRICT"),
                bad("advice=strict", "caches.tokens.encryption=true")
                        .says(
                                "'encryption' is asked for by 'terrace.cache.caches.tokens', and there is no key.",
                                "or set 'terrace.cache.advice: warn'"),
                bad("advice=strict", "redis.url=redis://localhost:1")
                        .says(
                                "Neither 'terrace.cache.namespace' nor 'spring.application.name' is set.",
                                "Set one of them, or set 'terrace.cache.advice: warn'"),
                bad("defaults.jitter=1")
                        .says("'terrace.cache.defaults.jitter' (1.0) must be at least 0 and less than 1", "0.1"),
                bad("policies.a.policy=b", "policies.b.policy=c", "policies.c.policy=b")
                        .says(
                                "'terrace.cache.policies.c.policy' (b) closes a cycle: b -> c -> b",
                                "Remove 'policy' from one"),
                bad("policies.a.policy=a").says("closes a cycle: a -> a", "Remove"),
                bad("policies.a.jitter=0", "policies.b.jitter=0", "caches.products.policy=x")
                        .says(
                                "'terrace.cache.caches.products.policy' (x) names a policy that does not exist",
                                "Use one of a, b, or use one that is always there: authentication, configuration,"),
                bad("caches.products.policy=x").says("does not exist", "Declare it as 'terrace.cache.policies.x'"),
                bad("policies.embeddings.policy=embeddings").says("closes a cycle: embeddings -> embeddings", "Remove"),
                bad("caches.products=10m")
                        .says("terrace.cache.caches.products", "\"10m\"", "are expected below this name"),
                bad("namespace=my shop")
                        .says("'terrace.cache.namespace' (my shop) may hold only letters", "Write a name"),
                bad("coherence.max-staleness=1s")
                        .says(
                                "'terrace.cache.coherence.max-staleness' (PT1S) must be at least twice",
                                "'terrace.cache.coherence.sync-interval' (PT1S)",
                                "'terrace.cache.redis.timeout' (PT0.3S)",
                                "Raise it to PT2.3S"),
                bad("coherence.lanes=many").says("'terrace.cache.coherence.lanes' (many) is not a number", "or auto"),
                bad("coherence.lanes=0").says("'terrace.cache.coherence.lanes' (0) must be between 1 and"),
                bad("coherence.durable-invalidation=-1")
                        .says("'terrace.cache.coherence.durable-invalidation' (-1) must be", "0"),
                bad("coherence.self-check=-1s")
                        .says("'terrace.cache.coherence.self-check' (PT-1S) must not be negative", "0s"),
                bad("coherence.sync-interval=0s")
                        .says("'terrace.cache.coherence.sync-interval' (PT0S) must be at least 1ms", "default"),
                bad("degradation.max-stale=-1s")
                        .says("'terrace.cache.degradation.max-stale' (PT-1S) must not be negative", "0s"),
                bad("defaults.time-to-life=10m").says("terrace.cache.defaults.time-to-life", "were left unbound"),
                bad("redis.url=redis://a:1", "redis.host=b")
                        .says("'terrace.cache.redis.url' (redis://a:1) and 'terrace.cache.redis.host' (b)", "Keep one"),
                bad("redis.url=redis://a:1", "redis.cluster.nodes=b:1", "redis.sentinel.nodes=c:1")
                        .says(
                                "'terrace.cache.redis.cluster.nodes' ([b:1]) and 'terrace.cache.redis.sentinel.nodes' ([c:1])",
                                "Keep one"),
                bad("redis.url=http://a:1")
                        .says("'terrace.cache.redis.url' (http://a:1) must begin with redis://", "Write redis://"),
                bad("redis.url=localhost:6379")
                        .says("'terrace.cache.redis.url' (localhost:6379) must begin with", "Write"),
                bad("redis.url=redis://").says("'terrace.cache.redis.url' (redis://)", "Write redis://"),
                bad("redis.url=redis://a:99999")
                        .says("'terrace.cache.redis.url' (a:99999) is not an address", "host:port"),
                bad("redis.url=redis://a/zero")
                        .says("(redis://a/zero) has something other than the number of a database", "Write"),
                bad("redis.url=redis://u:hush hush@a").says("(redis://***@a) is not a URL", "percent-encode"),
                bad("redis.url=redis://:hush@a", "redis.password=hush")
                        .says(
                                "'terrace.cache.redis.password' is set, and 'terrace.cache.redis.url' (redis://***@a)",
                                "Keep one"),
                bad("redis.host=a", "redis.port=0")
                        .says("'terrace.cache.redis.host' (a:0) is not an address", "host:port"),
                bad("redis.cluster.nodes=a")
                        .says("'terrace.cache.redis.cluster.nodes' (a) is not an address", "host:port"),
                bad("redis.cluster.nodes=a:1", "redis.database=3")
                        .says(
                                "'terrace.cache.redis.database' (3) is not possible with 'terrace.cache.redis.cluster.nodes'",
                                "Remove it"),
                bad("redis.sentinel.nodes=a:1")
                        .says("'terrace.cache.redis.sentinel' needs a master", "'terrace.cache.redis.sentinel.master'"),
                bad("redis.url=redis://a", "redis.database=-1")
                        .says("'terrace.cache.redis.database' (-1) must not be negative", "count from 0"),
                bad("redis.url=redis://a", "redis.timeout=0s")
                        .says("'terrace.cache.redis.timeout' (PT0S) must be positive", "300ms"),
                bad("redis.connect-timeout=-1s")
                        .says("'terrace.cache.redis.connect-timeout' (PT-1S) must be positive", "300ms"),
                bad("redis.url=redis://a", "redis.pool.size=0")
                        .says("'terrace.cache.redis.pool.size' (0) must be at least 1", "24"),
                bad("redis.url=redis://a", "redis.ssl.bundle=mine")
                        .says("'terrace.cache.redis.ssl.bundle' (mine) is not an SSL bundle", "spring.ssl.bundle"),
                bad("redis.url=redis://localhost:1", "namespace=shop", "recovery.journal=/nowhere/at/all/journal")
                        .says(
                                "'terrace.cache.recovery.journal' (/nowhere/at/all/journal) is in a directory that does not exist",
                                "Make the directory, or mount its volume"),
                bad("redis.url=rediss://a", "redis.ssl.enabled=false")
                        .says("'terrace.cache.redis.ssl.enabled' (false) contradicts the URL", "Remove it"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void failsStartUpWithValueReasonAndRemedy(List<String> properties, List<String> said, CapturedOutput output) {
        failsToStart(properties);

        assertThat(output).contains("APPLICATION FAILED TO START").contains("Description:", "Action:");
        assertThat(output).contains(said).doesNotContain("hush").doesNotContain("\tat ");
    }

    @Test
    void anApplicationNameThatIsNoNamespaceFailsOnceThereIsARedis(CapturedOutput output) {
        failsToStart(List.of("terrace.cache.redis.url=redis://localhost:1", "spring.application.name=My Shop"));

        assertThat(output)
                .contains(
                        "'spring.application.name' (My Shop) cannot be the namespace",
                        "Set 'terrace.cache.namespace'.");
    }

    private static void failsToStart(List<String> properties) {
        String[] arguments =
                properties.stream().map(property -> "--" + property).toArray(String[]::new);
        SpringApplicationBuilder application =
                new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE);
        assertThatThrownBy(() -> application.run(arguments).close()).isNotNull();
    }

    private record Bad(List<String> properties) {
        Arguments says(String... texts) {
            return arguments(properties, List.of(texts));
        }
    }

    private static Bad bad(String... properties) {
        return new Bad(Arrays.stream(properties)
                .map(property -> "terrace.cache." + property)
                .toList());
    }
}
