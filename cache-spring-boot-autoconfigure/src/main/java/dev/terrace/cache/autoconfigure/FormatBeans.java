package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.codec.Codec;
import dev.terrace.cache.codec.Compression;
import dev.terrace.cache.codec.Compressions;
import dev.terrace.cache.codec.Encryption;
import dev.terrace.cache.codec.JsonCodec;
import dev.terrace.cache.codec.TypeAllowList;
import dev.terrace.cache.codec.ValueFormats;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/** The codecs and algorithms among the beans of the application, and those that are there anyway: JSON, and what libraries compress. */
final class FormatBeans {

    private final Map<String, Codec> codecs = new TreeMap<>();
    private final Map<String, Compression> compressions = new TreeMap<>();

    FormatBeans(BeanFactory beans) {
        beans.getBeanProvider(Codec.class).orderedStream().forEach(this::add);
        if (!codecs.containsKey("json")) {
            add(jsonCodec(beans));
        }
        beans.getBeanProvider(Compression.class).orderedStream().forEach(this::add);
        Compressions.present().stream()
                .filter(ours -> !compressions.containsKey(ours.name()))
                .forEach(this::add);
    }

    private void add(Codec codec) {
        for (Codec other : codecs.values()) {
            if (other.name().equals(codec.name()) || other.id() == codec.id()) {
                throw alike("codecs", "Codec", other.name(), other.id(), codec.name(), codec.id());
            }
        }
        codecs.put(codec.name(), codec);
    }

    private void add(Compression compression) {
        for (Compression other : compressions.values()) {
            if (other.name().equals(compression.name()) || other.id() == compression.id()) {
                throw alike(
                        "algorithms", "Compression", other.name(), other.id(), compression.name(), compression.id());
            }
        }
        compressions.put(compression.name(), compression);
    }

    private static CacheConfigurationException alike(
            String what, String type, String one, int id, String other, int otherId) {
        return new CacheConfigurationException(
                "The %s '%s' (id %d) and '%s' (id %d) cannot be told apart".formatted(what, one, id, other, otherId),
                "give each bean of type %s a name and an id of its own".formatted(type));
    }

    private static JsonCodec jsonCodec(BeanFactory beans) {
        JsonMapper mapper = beans.getBeanProvider(JsonMapper.class).getIfUnique();
        ClassLoader classes = ClassUtils.getDefaultClassLoader();
        return mapper != null
                ? new JsonCodec(mapper, allowed(beans), classes)
                : new JsonCodec(JsonMapper::shared, allowed(beans), classes);
    }

    /** The packages of the application. */
    static TypeAllowList allowed(BeanFactory beans) {
        return new TypeAllowList(
                AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.of());
    }

    /**
     * What there is, by name.
     *
     * @param encryption null if there is no key
     */
    AvailableFormats available(@Nullable Encryption encryption) {
        return new AvailableFormats(
                new TreeSet<>(codecs.keySet()), new TreeSet<>(compressions.keySet()), encryption != null);
    }

    /** @param encryption null if there is no key */
    ValueFormats toFormats(@Nullable Encryption encryption) {
        return new ValueFormats(codecs.values(), compressions.values(), encryption);
    }
}
