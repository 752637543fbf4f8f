package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachePolicy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What an application.yml makes of policies, bound as in an application, but for one with a Redis that nobody has to start. */
final class Resolving {

    /** An application with all libraries and a key. */
    static final AvailableFormats ALL = new AvailableFormats(Set.of("json"), Set.of("gzip", "lz4", "zstd"), true);

    private Resolving() {}

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(TerraceCacheProperties.class)
    @Import({CompressionConverter.class, EmptySettingsConverter.class})
    static class Properties {}

    static void resolve(String yaml, AvailableFormats formats, Consumer<ConfiguredPolicies.Resolved> check) {
        new ApplicationContextRunner()
                .withUserConfiguration(Properties.class)
                .withInitializer(Contexts.yaml(yaml))
                .withPropertyValues("terrace.cache.silenced-advice=time-to-live,near-size")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    TerraceCacheProperties properties = context.getBean(TerraceCacheProperties.class);
                    ReadyMade readyMade = ReadyMade.in(properties.environment(), formats);
                    Advice advice = properties.adviceOr(readyMade.environment().advice());
                    check.accept(new ConfiguredPolicies(properties, readyMade, formats).resolve(List.of(), advice));
                });
    }

    /** The policy of the cache x. */
    static void policy(String yaml, Consumer<CachePolicy> check) {
        resolve(
                yaml,
                ALL,
                resolved ->
                        check.accept(Objects.requireNonNull(resolved.declared().get("x"))));
    }
}
