package dev.terrace.cache.autoconfigure;

import java.util.Locale;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what the actuator hides of our settings even from those to whom it shows values: passwords, where a
 * keyset is, which may hold it, and of URLs the user part and any query. Also if the caches are switched off, since the settings are there.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class TerraceSanitizingAutoConfiguration {

    @Bean
    static SanitizingFunction terraceSanitizingFunction() {
        return TerraceSanitizingAutoConfiguration::sanitized;
    }

    private static SanitizableData sanitized(SanitizableData data) {
        // However it is written, in the environment for one: TERRACE_CACHE_REDIS_PASSWORD.
        String key = data.getKey().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        Object value = data.getValue();
        if (!key.startsWith("terracecache") || value == null) {
            return data;
        }
        if (key.endsWith("password") || key.startsWith("terracecacheencryptionkeyset")) {
            return data.withSanitizedValue();
        }
        return key.endsWith("url") ? data.withValue(RedisUrl.withoutCredentials(value.toString())) : data;
    }
}
