package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** What the actuator shows of our settings. */
class SanitizingTests {

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(TerraceCacheProperties.class)
    static class Settings {}

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TerraceSanitizingAutoConfiguration.class,
                    EnvironmentEndpointAutoConfiguration.class,
                    ConfigurationPropertiesReportEndpointAutoConfiguration.class))
            .withUserConfiguration(Settings.class)
            .withPropertyValues(
                    "management.endpoints.web.exposure.include=env,configprops",
                    "management.endpoints.jmx.exposure.include=env,configprops",
                    "terrace.cache.namespace=shop",
                    "terrace.cache.redis.url=rediss://user:secret-in-url@redis.internal:6380/2?password=secret-in-query",
                    "terrace.cache.caches.monkey-settings.near.maximum-size=4711",
                    "terrace.cache.redis.username=user",
                    "terrace.cache.redis.password=secret-password",
                    "terrace.cache.redis.sentinel.password=secret-of-sentinels",
                    "terrace.cache.encryption.keyset=base64:c2VjcmV0LWtleXM=",
                    "another.password=of-somebody-else")
            .withInitializer(context -> context.getEnvironment()
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "likeTheEnvironment", Map.of("TERRACE_CACHE_REDIS_PASSWORD", "secret-environment"))));

    private static String json(Object shown) {
        return JsonMapper.builder().build().writeValueAsString(shown);
    }

    @Test
    void byDefaultNothingIsShown() {
        runner.run(context -> {
            String env = json(context.getBean(EnvironmentEndpoint.class).environment("terrace|TERRACE"));
            String properties = json(
                    context.getBean(ConfigurationPropertiesReportEndpoint.class).configurationProperties());
            assertThat(env + properties)
                    .contains("terrace.cache.redis.password", "TERRACE_CACHE_REDIS_PASSWORD", "sentinel")
                    .doesNotContain("secret", "c2VjcmV0", "redis.internal", "shop");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"env", "configprops"})
    void whereValuesAreShownSecretsAreNot(String endpoint) {
        runner.withPropertyValues("management.endpoint." + endpoint + ".show-values=always")
                .run(context -> {
                    String shown = endpoint.equals("env")
                            ? json(context.getBean(EnvironmentEndpoint.class).environment(null))
                            : json(context.getBean(ConfigurationPropertiesReportEndpoint.class)
                                    .configurationProperties());
                    assertThat(shown)
                            .contains("rediss://***@redis.internal:6380/2", "shop", "\"user\"", "4711")
                            .contains("******")
                            .doesNotContain("secret", "c2VjcmV0");
                    assertThat(shown.contains("of-somebody-else"))
                            .as("what is not ours is not ours to hide")
                            .isEqualTo(endpoint.equals("env"));
                });
    }
}
