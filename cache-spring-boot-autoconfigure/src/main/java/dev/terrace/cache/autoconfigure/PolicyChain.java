package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * Where the settings of one cache come from, nearest first: the cache, its policies, the defaults. Each setting is that of the
 * first link that has it, else the library's own.
 *
 * @param links not empty; the first is the one that asks
 * @param codecs the names of all codecs
 */
record PolicyChain(List<Link> links, Set<String> codecs) {

    private static final CachePolicy OTHERWISE = CachePolicy.defaults();

    private static final Map<String, Function<CacheSettings, @Nullable Object>> SETTINGS = Map.of(
            "tiers", CacheSettings::tiers,
            "time-to-live", CacheSettings::timeToLive,
            "jitter", CacheSettings::jitter,
            "null-values.time-to-live", settings -> settings.nullValues().timeToLive(),
            "near.maximum-size", settings -> settings.near().maximumSize(),
            "near.maximum-weight", settings -> settings.near().maximumWeight(),
            "near.time-to-live", settings -> settings.near().timeToLive(),
            "loader.lease", settings -> settings.loader().lease(),
            "codec", CacheSettings::codec);

    /**
     * Settings and where they are written.
     *
     * @param path the full name of the property under which they are
     */
    record Link(String path, CacheSettings settings) {}

    /** @throws CacheConfigurationException if the settings are not possible; it names the property that says so */
    CachePolicy toPolicy() {
        return PropertyNames.rename(this::build, this::fullName);
    }

    private String fullName(String setting) {
        Function<CacheSettings, @Nullable Object> value = SETTINGS.get(setting);
        if (value == null) {
            return setting;
        }
        Link origin = links.stream()
                .filter(link -> value.apply(link.settings()) != null)
                .findFirst()
                .orElse(links.get(0));
        return origin.path() + "." + setting;
    }

    private CachePolicy build() {
        return new CachePolicy(
                tiers(),
                timeToLive(),
                first(CacheSettings::jitter, OTHERWISE.jitter()),
                new CachePolicy.NullValues(
                        first(
                                settings -> settings.nullValues().enabled(),
                                OTHERWISE.nullValues().enabled()),
                        first(settings -> settings.nullValues().timeToLive())),
                near(),
                new CachePolicy.Loader(first(
                        settings -> settings.loader().lease(),
                        OTHERWISE.loader().lease())),
                codec(),
                first(CacheSettings::coherent, OTHERWISE.coherent()));
    }

    private List<Tier> tiers() {
        List<String> names = first(CacheSettings::tiers);
        return names != null ? names.stream().map(PolicyChain::tier).toList() : OTHERWISE.tiers();
    }

    private static Tier tier(String name) {
        try {
            return Tier.of(name);
        } catch (CacheConfigurationException e) {
            throw new CacheConfigurationException(
                    "'tiers' names '%s', which is not a tier".formatted(name), e.remedy(), e);
        }
    }

    private @Nullable Duration timeToLive() {
        String text = first(CacheSettings::timeToLive);
        if (text == null) {
            return OTHERWISE.timeToLive();
        }
        if (text.strip().equalsIgnoreCase("none")) {
            return null;
        }
        try {
            return DurationStyle.detectAndParse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new CacheConfigurationException(
                    "'time-to-live' (%s) is not a duration".formatted(text),
                    "write a duration such as 10m, or none",
                    e);
        }
    }

    private CachePolicy.Near near() {
        DataSize weight = first(settings -> settings.near().maximumWeight());
        return new CachePolicy.Near(
                first(
                        settings -> settings.near().maximumSize(),
                        OTHERWISE.near().maximumSize()),
                weight != null ? Long.valueOf(weight.toBytes()) : null,
                first(settings -> settings.near().timeToLive()));
    }

    private String codec() {
        String codec = first(CacheSettings::codec, OTHERWISE.codec());
        if (!codecs.contains(codec)) {
            throw new CacheConfigurationException(
                    "'codec' (%s) is not a codec of this application".formatted(codec),
                    "use one of %s, or add a bean of type Codec".formatted(String.join(", ", codecs)));
        }
        return codec;
    }

    private <T> @Nullable T first(Function<CacheSettings, @Nullable T> setting) {
        for (Link link : links) {
            T value = setting.apply(link.settings());
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private <T> T first(Function<CacheSettings, @Nullable T> setting, T otherwise) {
        T value = first(setting);
        return value != null ? value : otherwise;
    }
}
