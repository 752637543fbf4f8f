package dev.terrace.cache.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.util.StringUtils;

/** {@code compression: zstd} is short for {@code compression: { algorithm: zstd }}. */
@ConfigurationPropertiesBinding
final class CompressionConverter implements Converter<String, CacheSettings.Compressing> {

    @Override
    public CacheSettings.Compressing convert(String algorithm) {
        return StringUtils.hasText(algorithm)
                ? new CacheSettings.Compressing(algorithm, null)
                : CacheSettings.Compressing.UNSAID;
    }
}
