package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.autoconfigure.PolicyChain.Link;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * Finds each setting in the first link that has it.
 *
 * @param links not empty; the first is the one that asks
 */
record Inheritance(List<Link> links) {

    private static final String NONE = "none";

    /** The settings that a message of the core may name. */
    private static final Map<String, Function<CacheSettings, @Nullable Object>> NAMED = Map.ofEntries(
            named("tiers", CacheSettings::tiers),
            named("time-to-live", CacheSettings::timeToLive),
            named("time-to-idle", CacheSettings::timeToIdle),
            named("adaptive.minimum", settings -> settings.adaptive().minimum()),
            named("adaptive.maximum", settings -> settings.adaptive().maximum()),
            named("jitter", CacheSettings::jitter),
            named("stale-while-revalidate", CacheSettings::staleWhileRevalidate),
            named("stale-if-error", CacheSettings::staleIfError),
            named("refresh-ahead.threshold", settings -> settings.refreshAhead().threshold()),
            named("null-values.time-to-live", settings -> settings.nullValues().timeToLive()),
            named("near.maximum-size", settings -> settings.near().maximumSize()),
            named("near.maximum-weight", settings -> settings.near().maximumWeight()),
            named("near.profile", settings -> settings.near().profile()),
            named("near.time-to-live", settings -> settings.near().timeToLive()),
            named("loader.lease", settings -> settings.loader().lease()),
            named("loader.soft-timeout", settings -> settings.loader().softTimeout()),
            named("loader.hard-timeout", settings -> settings.loader().hardTimeout()),
            named("loader.throttle", settings -> settings.loader().throttle()),
            named("loader.max-concurrent", settings -> settings.loader().maxConcurrent()),
            named("codec", CacheSettings::codec),
            named("compression", settings -> settings.compression().algorithm()),
            named("compression.threshold", settings -> settings.compression().threshold()),
            named("encryption", CacheSettings::encryption),
            named("maximum-payload", CacheSettings::maximumPayload),
            named("maximum-key-length", CacheSettings::maximumKeyLength),
            named("replicas", CacheSettings::replicas));

    private static Map.Entry<String, Function<CacheSettings, @Nullable Object>> named(
            String name, Function<CacheSettings, @Nullable Object> value) {
        return Map.entry(name, value);
    }

    /** The full name of the property that says this setting, or what was given if it is not one. */
    String fullName(String setting) {
        Function<CacheSettings, @Nullable Object> value = NAMED.get(setting);
        if (value == null) {
            return setting;
        }
        Link origin = links.stream()
                .filter(link -> value.apply(link.settings()) != null)
                .findFirst()
                .orElse(links.get(0));
        return origin.path() + "." + setting;
    }

    /** How many links are nearer than the first that has this setting; the number of all if none has. */
    int distance(Function<CacheSettings, @Nullable Object> setting) {
        int distance = 0;
        while (distance < links.size() && setting.apply(links.get(distance).settings()) == null) {
            distance++;
        }
        return distance;
    }

    <T> @Nullable T first(Function<CacheSettings, @Nullable T> setting) {
        for (Link link : links) {
            T value = setting.apply(link.settings());
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    <T> T first(Function<CacheSettings, @Nullable T> setting, T otherwise) {
        T value = first(setting);
        return value != null ? value : otherwise;
    }

    /** A duration that may be none, which is null and ends the inheritance. */
    @Nullable
    Duration duration(String name, Function<CacheSettings, @Nullable String> setting, @Nullable Duration otherwise) {
        String text = first(setting);
        if (text == null) {
            return otherwise;
        }
        if (text.strip().equalsIgnoreCase(NONE)) {
            return null;
        }
        try {
            return DurationStyle.detectAndParse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new CacheConfigurationException(
                    "'%s' (%s) is not a duration".formatted(name, text), "write a duration such as 10m, or none", e);
        }
    }
}
