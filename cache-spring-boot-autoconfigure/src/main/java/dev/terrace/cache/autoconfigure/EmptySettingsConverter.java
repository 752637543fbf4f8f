package dev.terrace.cache.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;

/** A cache or a policy that is named without a setting, which YAML gives as an empty text, has none of its own. */
@ConfigurationPropertiesBinding
final class EmptySettingsConverter implements Converter<String, CacheSettings> {

    @Override
    public CacheSettings convert(String text) {
        if (!text.isBlank()) {
            throw new IllegalArgumentException("settings such as 'time-to-live' are expected below this name");
        }
        return CacheSettings.NONE;
    }
}
