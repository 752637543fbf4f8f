package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.autoconfigure.PolicyOrigins.Setting;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PolicyOriginsTests {

    private static void settings(
            String yaml, AvailableFormats formats, String cache, Consumer<Map<String, Setting>> check) {
        Resolving.resolve(
                yaml,
                formats,
                resolved -> check.accept(
                        resolved.origins().of(cache, resolved.declared().getOrDefault(cache, resolved.defaults()))));
    }

    @Test
    void theNearestWhoSaysItIsTheOrigin() {
        String yaml = """
                terrace.cache:
                  environment: production
                  defaults: { stale-if-error: 90s, null-values.time-to-live: 500ms }
                  policies:
                    "[a.b]": { policy: c, jitter: 0.5, loader.soft-timeout: none }
                    c: { loader.throttle: 2d, maximum-payload: 1000B }
                  caches:
                    "[x y/z]": { policy: a.b, time-to-live: 1h, tiers: [near, remote] }
                """;
        settings(
                yaml,
                Resolving.ALL,
                "x y/z",
                settings -> assertThat(settings)
                        .containsEntry("time-to-live", new Setting("1h", "terrace.cache.caches[x y/z]"))
                        .containsEntry("tiers", new Setting(List.of("near", "remote"), "terrace.cache.caches[x y/z]"))
                        .containsEntry("jitter", new Setting(0.5, "policy a.b"))
                        .containsEntry("loader.soft-timeout", new Setting("none", "policy a.b"))
                        .containsEntry("loader.throttle", new Setting("2d", "policy c"))
                        .containsEntry("maximum-payload", new Setting("1000B", "policy c"))
                        .containsEntry("stale-if-error", new Setting("90s", "defaults"))
                        .containsEntry("null-values.time-to-live", new Setting("500ms", "defaults"))
                        .containsEntry("compression.algorithm", new Setting("adaptive", "environment production"))
                        .containsEntry("priority", new Setting("normal", "built-in"))
                        .containsEntry("near.copy", new Setting("none", "built-in"))
                        .containsEntry("time-to-idle", new Setting("none", "built-in")));
    }

    @Test
    void aCacheThatIsNotDeclaredHasTheDefaults() {
        settings(
                "terrace.cache.defaults.time-to-live: 3s",
                Resolving.ALL,
                "any",
                settings -> assertThat(settings)
                        .containsEntry("time-to-live", new Setting("3s", "defaults"))
                        .containsEntry("codec", new Setting("json", "built-in")));
    }

    @Test
    void aProfileIsTheOriginOfSizeAndWeight() {
        String yaml = """
                terrace.cache:
                  defaults: { near: { maximum-size: 7, profile: small } }
                  policies: { p: { near.profile: medium } }
                  caches: { x: { policy: p } }
                """;
        settings(
                yaml,
                Resolving.ALL,
                "x",
                settings -> assertThat(settings)
                        .containsEntry("near.maximum-weight", new Setting("256MB", "policy p"))
                        .hasEntrySatisfying(
                                "near.maximum-size",
                                size -> assertThat(size.origin()).isEqualTo("policy p")));
        settings(
                yaml,
                Resolving.ALL,
                "other",
                settings -> assertThat(settings).containsEntry("near.maximum-size", new Setting(7L, "defaults")));
    }

    @Test
    void whatIsNotPossibleSaysWhoAskedForIt() {
        AvailableFormats keyless = new AvailableFormats(Set.of("json"), Set.of(), false);
        settings(
                "terrace.cache.caches.x: { encryption: true }",
                keyless,
                "x",
                settings -> assertThat(settings)
                        .containsEntry(
                                "encryption",
                                new Setting(false, "not possible here; asked for by terrace.cache.caches.x"))
                        .containsEntry(
                                "tiers", new Setting(List.of("near"), "not possible here; asked for by built-in")));
    }

    @Test
    void everySettingOfACacheIsToldButThoseThatSetOthers() {
        settings("terrace.cache.caches.x.time-to-live: 1s", Resolving.ALL, "x", settings -> {
            assertThat(settings).hasSize(31);
            assertThat(settings.values()).allSatisfy(setting -> {
                assertThat(Objects.requireNonNull(setting.value())).isNotNull();
                assertThat(setting.origin()).isNotEmpty();
            });
        });
    }
}
