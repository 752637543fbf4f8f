package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * One setting of a cache: what it is called in the configuration, who says it and what it is in a policy.
 *
 * @param name its name below that of the cache
 * @param said how many links are nearer than the one that says it
 * @param inForce its value in a policy; null for none
 */
record PolicySetting(String name, ToIntFunction<Inheritance> said, Function<CachePolicy, @Nullable Object> inForce) {

    static final List<PolicySetting> ALL = List.of(
            of("tiers", CacheSettings::tiers, policy -> names(policy.tiers())),
            of("time-to-live", CacheSettings::timeToLive, CachePolicy::timeToLive),
            of("time-to-idle", CacheSettings::timeToIdle, CachePolicy::timeToIdle),
            of("adaptive", LifeSettings::said, PolicySetting::adaptive),
            of("jitter", CacheSettings::jitter, CachePolicy::jitter),
            of(
                    "stale-while-revalidate",
                    CacheSettings::staleWhileRevalidate,
                    policy -> policy.stale().whileRevalidate()),
            of(
                    "stale-if-error",
                    CacheSettings::staleIfError,
                    policy -> policy.stale().ifError()),
            of("refresh", CacheSettings::refresh, CachePolicy::refresh),
            of(
                    "refresh-ahead.mode",
                    said -> said.refreshAhead().mode(),
                    policy -> policy.refreshAhead().mode()),
            of(
                    "refresh-ahead.threshold",
                    said -> said.refreshAhead().threshold(),
                    policy -> policy.refreshAhead().threshold()),
            of(
                    "null-values.enabled",
                    said -> said.nullValues().enabled(),
                    policy -> policy.nullValues().enabled()),
            of(
                    "null-values.time-to-live",
                    said -> said.nullValues().timeToLive(),
                    policy -> policy.nullValues().timeToLive()),
            new PolicySetting(
                    "near.maximum-size",
                    NearSettings::sizeAt,
                    policy -> policy.near().maximumSize()),
            of(
                    "near.maximum-weight",
                    NearSettings::weight,
                    policy -> bytes(policy.near().maximumWeight())),
            of(
                    "near.time-to-live",
                    said -> said.near().timeToLive(),
                    policy -> policy.near().timeToLive()),
            of("near.copy", said -> said.near().copy(), policy -> policy.near().copy()),
            of(
                    "loader.lease",
                    said -> said.loader().lease(),
                    policy -> policy.loader().lease()),
            of(
                    "loader.soft-timeout",
                    said -> said.loader().softTimeout(),
                    policy -> policy.loader().softTimeout()),
            of(
                    "loader.hard-timeout",
                    said -> said.loader().hardTimeout(),
                    policy -> policy.loader().hardTimeout()),
            of(
                    "loader.throttle",
                    said -> said.loader().throttle(),
                    policy -> policy.loader().throttle()),
            of(
                    "loader.max-concurrent",
                    said -> said.loader().maxConcurrent(),
                    policy -> policy.loader().maxConcurrent()),
            of(
                    "loader.bounded",
                    said -> said.loader().bounded(),
                    policy -> policy.loader().bounded()),
            of("codec", CacheSettings::codec, policy -> policy.storage().codec()),
            of(
                    "compression.algorithm",
                    said -> said.compression().algorithm(),
                    policy -> policy.storage().compression().algorithm()),
            of(
                    "compression.threshold",
                    said -> said.compression().threshold(),
                    policy -> bytes((long) policy.storage().compression().threshold())),
            of(
                    "encryption",
                    CacheSettings::encryption,
                    policy -> policy.storage().encrypted()),
            of(
                    "maximum-payload",
                    CacheSettings::maximumPayload,
                    policy -> bytes((long) policy.storage().maximumPayload())),
            of(
                    "maximum-key-length",
                    CacheSettings::maximumKeyLength,
                    policy -> policy.storage().maximumKeyLength()),
            of("replicas", CacheSettings::replicas, policy -> policy.storage().replicas()),
            of("priority", CacheSettings::priority, CachePolicy::priority),
            of("coherent", CacheSettings::coherent, CachePolicy::coherent));

    private static PolicySetting of(
            String name,
            Function<CacheSettings, @Nullable Object> said,
            Function<CachePolicy, @Nullable Object> inForce) {
        return new PolicySetting(name, inherited -> inherited.distance(said), inForce);
    }

    int distance(Inheritance inherited) {
        return said.applyAsInt(inherited);
    }

    /** As it would be written in the configuration: a text, a number, a boolean or a list of texts. */
    Object valueIn(CachePolicy policy) {
        Object value = inForce.apply(policy);
        if (value == null) {
            return "none";
        }
        if (value instanceof Duration duration) {
            return text(duration);
        }
        return value instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
                : value;
    }

    private static List<String> names(List<Tier> tiers) {
        return tiers.stream().map(Tier::configuredName).toList();
    }

    private static @Nullable Object adaptive(CachePolicy policy) {
        CachePolicy.Adaptive adaptive = policy.adaptive();
        return adaptive == null ? null : text(adaptive.minimum()) + " to " + text(adaptive.maximum());
    }

    /** In the largest unit in which it is a whole number. */
    private static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3_600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 != 0 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
    }

    private static @Nullable String bytes(@Nullable Long bytes) {
        if (bytes == null) {
            return null;
        }
        DataSize size = DataSize.ofBytes(bytes);
        if (bytes != 0 && bytes % (1 << 20) == 0) {
            return size.toMegabytes() + "MB";
        }
        return bytes != 0 && bytes % (1 << 10) == 0 ? size.toKilobytes() + "KB" : bytes + "B";
    }
}
