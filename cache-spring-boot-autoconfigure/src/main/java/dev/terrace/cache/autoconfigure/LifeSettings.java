package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The part of a policy that says how long an entry lives.
 *
 * @param inherited where the settings come from
 */
record LifeSettings(Inheritance inherited) {

    private static final CachePolicy OTHERWISE = CachePolicy.defaults();

    @Nullable
    Duration timeToLive() {
        return inherited.duration("time-to-live", CacheSettings::timeToLive, OTHERWISE.timeToLive());
    }

    @Nullable
    Duration timeToIdle() {
        return inherited.duration("time-to-idle", CacheSettings::timeToIdle, OTHERWISE.timeToIdle());
    }

    double jitter() {
        return inherited.first(CacheSettings::jitter, OTHERWISE.jitter());
    }

    /** The nearest link that says anything of it decides whether; each bound is inherited on its own. */
    CachePolicy.@Nullable Adaptive adaptive() {
        CacheSettings.Adaptive nearest = inherited.first(LifeSettings::said);
        if (nearest == null || Boolean.FALSE.equals(nearest.enabled())) {
            return null;
        }
        return new CachePolicy.Adaptive(
                bound("minimum", inherited.first(settings -> settings.adaptive().minimum())),
                bound("maximum", inherited.first(settings -> settings.adaptive().maximum())));
    }

    static CacheSettings.@Nullable Adaptive said(CacheSettings settings) {
        return settings.adaptive().equals(CacheSettings.Adaptive.UNSAID) ? null : settings.adaptive();
    }

    private static Duration bound(String name, @Nullable Duration bound) {
        if (bound == null) {
            throw new CacheConfigurationException(
                    "'adaptive.%s' is missing".formatted(name),
                    "write the shortest and the longest life of a value, or switch it off with 'adaptive.enabled: false'");
        }
        return bound;
    }
}
