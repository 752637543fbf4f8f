package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The part of a policy that says how values lie in the remote tier.
 *
 * @param inherited where the settings come from
 * @param formats what the application has to make bytes of values
 */
record StorageSettings(Inheritance inherited, AvailableFormats formats) {

    private static final Map<String, String> LIBRARIES =
            Map.of("cbor", "tools.jackson.dataformat:jackson-dataformat-cbor", "fory", "org.apache.fory:fory-core");

    private static final CachePolicy.Storage OTHERWISE = CachePolicy.Storage.defaults();

    CachePolicy.Storage storage() {
        return new CachePolicy.Storage(
                codec(),
                new CachePolicy.Compressing(
                        algorithm(),
                        bytes(
                                "compression.threshold",
                                settings -> settings.compression().threshold(),
                                OTHERWISE.compression().threshold())),
                inherited.first(CacheSettings::encryption, OTHERWISE.encrypted()),
                bytes("maximum-payload", CacheSettings::maximumPayload, OTHERWISE.maximumPayload()),
                inherited.first(CacheSettings::maximumKeyLength, OTHERWISE.maximumKeyLength()),
                inherited.first(CacheSettings::replicas, OTHERWISE.replicas()));
    }

    private String codec() {
        String codec = inherited.first(CacheSettings::codec, OTHERWISE.codec());
        if (!formats.codecs().contains(codec)) {
            String library = LIBRARIES.get(codec);
            throw new CacheConfigurationException(
                    "'codec' (%s) is not a codec of this application".formatted(codec),
                    "%s, or use one of %s"
                            .formatted(
                                    library != null ? "add " + library : "add a bean of type Codec",
                                    String.join(", ", formats.codecs())));
        }
        return codec;
    }

    private String algorithm() {
        String algorithm = inherited.first(settings -> settings.compression().algorithm());
        if (algorithm == null) {
            return OTHERWISE.compression().algorithm();
        }
        String name = algorithm.strip().toLowerCase(Locale.ROOT);
        if (!formats.knows(name)) {
            throw new CacheConfigurationException(
                    "'compression' (%s) is not an algorithm".formatted(algorithm),
                    "use one of %s, or add a bean of type Compression"
                            .formatted(String.join(", ", formats.algorithms())));
        }
        return name;
    }

    private int bytes(String name, Function<CacheSettings, @Nullable DataSize> setting, int otherwise) {
        DataSize size = inherited.first(setting);
        if (size == null) {
            return otherwise;
        }
        if (size.toBytes() > Integer.MAX_VALUE) {
            throw new CacheConfigurationException(
                    "'%s' (%d bytes) must be less than 2GB".formatted(name, size.toBytes()),
                    "write a size such as 8MB");
        }
        return (int) size.toBytes();
    }
}
