package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachePolicy.Stale;
import dev.terrace.cache.Priority;
import dev.terrace.cache.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Policies that are there by name, and what an environment makes of them. */
@ExtendWith(OutputCaptureExtension.class)
class ReadyMadePoliciesTests {

    private static final List<Tier> REMOTE = List.of(Tier.REMOTE);
    private static final List<Tier> BOTH = List.of(Tier.NEAR, Tier.REMOTE);
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void eachIsWhatItsNameSays() {
        CachePolicy plain = CachePolicy.defaults();
        assertPolicy("embeddings", lives(REMOTE, DAY, null), Stale.NEVER, Priority.NORMAL, storage("zstd", false, 2));
        assertPolicy(
                "search-results",
                lives(BOTH, Duration.ofHours(1), null),
                Stale.NEVER,
                Priority.NORMAL,
                plain.storage());
        assertPolicy(
                "llm-responses", lives(REMOTE, DAY, null), Stale.NEVER, Priority.NORMAL, storage("zstd", false, 2));
        assertPolicy(
                "user-sessions", lives(BOTH, Duration.ofDays(7), DAY), Stale.NEVER, Priority.NORMAL, plain.storage());
        assertPolicy(
                "user-profile", lives(BOTH, Duration.ofHours(1), null), Stale.NEVER, Priority.HIGH, plain.storage());
        assertPolicy(
                "reference-data",
                lives(BOTH, Duration.ofHours(2), null),
                Stale.NEVER,
                Priority.NORMAL,
                plain.storage());
        assertPolicy(
                "dynamic-metrics",
                lives(BOTH, Duration.ofMinutes(5), null),
                new Stale(Duration.ofMinutes(1), Duration.ZERO),
                Priority.NORMAL,
                plain.storage());
        assertPolicy("configuration", lives(BOTH, null, null), Stale.NEVER, Priority.CRITICAL, plain.storage());
        assertPolicy(
                "authentication",
                lives(BOTH, Duration.ofMinutes(1), null),
                Stale.NEVER,
                Priority.NORMAL,
                storage("none", true, 0));
        assertPolicy("temporary", lives(BOTH, DAY, null), Stale.NEVER, Priority.NORMAL, plain.storage());
        assertThat(ReadyMade.in(null, Resolving.ALL).policies()).hasSize(10);
    }

    private record Lives(
            List<Tier> tiers,
            @Nullable Duration live,
            @Nullable Duration idle) {}

    private static Lives lives(List<Tier> tiers, @Nullable Duration live, @Nullable Duration idle) {
        return new Lives(tiers, live, idle);
    }

    private static CachePolicy.Storage storage(String compression, boolean encrypted, int replicas) {
        CachePolicy.Storage plain = CachePolicy.Storage.defaults();
        return new CachePolicy.Storage(
                plain.codec(),
                new CachePolicy.Compressing(compression, plain.compression().threshold()),
                encrypted,
                plain.maximumPayload(),
                plain.maximumKeyLength(),
                replicas);
    }

    private static void assertPolicy(
            String name, Lives lives, Stale stale, Priority priority, CachePolicy.Storage storage) {
        Resolving.policy("terrace.cache.caches.x.policy: " + name, policy -> {
            assertThat(policy)
                    .as(name)
                    .isEqualTo(new CachePolicy(
                            lives.tiers(),
                            lives.live(),
                            lives.idle(),
                            null,
                            0.1,
                            stale,
                            CachePolicy.RefreshAhead.NEVER,
                            CachePolicy.Refresh.BACKGROUND,
                            CachePolicy.defaults().nullValues(),
                            CachePolicy.defaults().near(),
                            CachePolicy.defaults().loader(),
                            storage,
                            priority,
                            false));
        });
    }

    @Test
    void anApplicationChangesOneSettingAndKeepsTheOthers() {
        Resolving.policy("""
                terrace.cache:
                  policies.embeddings: { time-to-live: 1h }
                  caches.x.policy: embeddings
                """, policy -> {
            assertThat(policy.timeToLive()).isEqualTo(Duration.ofHours(1));
            assertThat(policy.tiers()).isEqualTo(REMOTE);
            assertThat(policy.storage()).isEqualTo(storage("zstd", false, 2));
        });
    }

    @Test
    void aParentThatAnApplicationNamesComesBeforeTheReadyMadeOne() {
        Resolving.policy("""
                terrace.cache:
                  policies:
                    mine: { time-to-live: 3h, replicas: 0 }
                    embeddings: { policy: mine }
                    vectors: { policy: embeddings, jitter: 0 }
                  caches.x.policy: vectors
                """, policy -> {
            assertThat(policy.timeToLive()).isEqualTo(Duration.ofHours(3));
            assertThat(policy.storage()).isEqualTo(storage("zstd", false, 0));
        });
    }

    @Test
    void aReadyMadePolicyComesBeforeTheDefaultsOfTheApplication() {
        Resolving.policy("""
                terrace.cache:
                  defaults: { time-to-live: 3h, time-to-idle: 30m, adaptive: { minimum: 2h, maximum: 4h }, jitter: 0 }
                  caches.x.policy: authentication
                """, policy -> {
            assertThat(policy.timeToLive()).isEqualTo(Duration.ofMinutes(1));
            assertThat(policy.timeToIdle()).isNull();
            assertThat(policy.adaptive()).isNull();
            assertThat(policy.jitter()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource(EnvironmentName.class)
    void anEnvironmentSaysWhatNobodyElseSays(EnvironmentName environment) {
        String compression = environment == EnvironmentName.DEVELOPMENT ? "none" : "adaptive";
        int replicas = environment == EnvironmentName.PRODUCTION ? 1 : 0;
        String yaml = "terrace.cache: { environment: %s, caches.x.jitter: 0 }".formatted(environment.key());
        Resolving.policy(yaml, policy -> assertThat(policy.storage()).isEqualTo(storage(compression, false, replicas)));
        String set =
                "terrace.cache: { environment: %s, defaults: { compression: lz4, replicas: 3 }, caches.x.jitter: 0 }"
                        .formatted(environment.key());
        Resolving.policy(set, policy -> assertThat(policy.storage()).isEqualTo(storage("lz4", false, 3)));
    }

    @ParameterizedTest
    @EnumSource(EnvironmentName.class)
    void whatIsOffInAnEnvironmentIsOffForReadyMadePolicies(EnvironmentName environment) {
        String compression = environment == EnvironmentName.DEVELOPMENT ? "none" : "zstd";
        int replicas = environment == EnvironmentName.PRODUCTION ? 2 : 0;
        Resolving.policy(
                "terrace.cache: { environment: %s, caches.x.policy: embeddings }".formatted(environment.key()),
                policy -> {
                    assertThat(policy.storage()).isEqualTo(storage(compression, false, replicas));
                    assertThat(policy.tiers()).isEqualTo(REMOTE);
                });
    }

    @Test
    void anEnvironmentAsksForNoLibraryThatIsNotThere() {
        Resolving.resolve(
                "terrace.cache: { environment: production }",
                new AvailableFormats(Set.of("json"), Set.of("gzip"), true),
                resolved -> assertThat(resolved.defaults().storage()).isEqualTo(storage("none", false, 1)));
    }

    @Test
    void whatAnApplicationSaysIsSoInDevelopmentToo() {
        Resolving.policy("""
                terrace.cache:
                  environment: development
                  policies.embeddings: { replicas: 1, compression: gzip }
                  caches.x.policy: embeddings
                """, policy -> assertThat(policy.storage()).isEqualTo(storage("gzip", false, 1)));
        Resolving.policy("""
                terrace.cache:
                  environment: development
                  defaults: { compression: lz4 }
                  caches.x.policy: embeddings
                """, policy -> assertThat(policy.storage()).isEqualTo(storage("lz4", false, 0)));
    }

    @Test
    void aPolicyThatAnEnvironmentVariableMeantForOneWithADashIsWarnedOf(CapturedOutput output) {
        Contexts.caching()
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "test-systemEnvironment",
                                Map.of("TERRACE_CACHE_POLICIES_SEARCHRESULTS_TIMETOLIVE", "5m"))))
                .withPropertyValues("terrace.cache.policies.mine.time-to-live=1m")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output)
                .containsOnlyOnce(
                        "'terrace.cache.policies.searchresults' is used by no cache; if it is meant for the policy 'search-results'")
                .doesNotContain("'terrace.cache.policies.mine' is used by no cache");
    }
}
