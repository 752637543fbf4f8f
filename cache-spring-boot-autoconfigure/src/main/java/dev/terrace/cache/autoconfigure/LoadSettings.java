package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CachePolicy;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The part of a policy that says when values are loaded, by whom, and what is served meanwhile.
 *
 * @param inherited where the settings come from
 */
record LoadSettings(Inheritance inherited) {

    private static final CachePolicy OTHERWISE = CachePolicy.defaults();

    CachePolicy.Stale stale() {
        return new CachePolicy.Stale(
                window(
                        "stale-while-revalidate",
                        CacheSettings::staleWhileRevalidate,
                        OTHERWISE.stale().whileRevalidate()),
                window(
                        "stale-if-error",
                        CacheSettings::staleIfError,
                        OTHERWISE.stale().ifError()));
    }

    private Duration window(String name, Function<CacheSettings, @Nullable String> setting, Duration otherwise) {
        Duration window = inherited.duration(name, setting, otherwise);
        return window != null ? window : Duration.ZERO;
    }

    CachePolicy.RefreshAhead refreshAhead() {
        return new CachePolicy.RefreshAhead(
                inherited.first(
                        settings -> settings.refreshAhead().mode(),
                        OTHERWISE.refreshAhead().mode()),
                inherited.first(
                        settings -> settings.refreshAhead().threshold(),
                        OTHERWISE.refreshAhead().threshold()));
    }

    CachePolicy.Refresh refresh() {
        return inherited.first(CacheSettings::refresh, OTHERWISE.refresh());
    }

    CachePolicy.Loader loader() {
        CachePolicy.Loader otherwise = OTHERWISE.loader();
        return new CachePolicy.Loader(
                inherited.first(settings -> settings.loader().lease(), otherwise.lease()),
                timeout("loader.soft-timeout", CacheSettings.Loader::softTimeout, otherwise.softTimeout()),
                timeout("loader.hard-timeout", CacheSettings.Loader::hardTimeout, otherwise.hardTimeout()),
                inherited.first(settings -> settings.loader().throttle(), otherwise.throttle()),
                inherited.first(settings -> settings.loader().maxConcurrent(), otherwise.maxConcurrent()),
                inherited.first(settings -> settings.loader().bounded(), otherwise.bounded()));
    }

    private @Nullable Duration timeout(
            String name, Function<CacheSettings.Loader, @Nullable String> timeout, @Nullable Duration otherwise) {
        return inherited.duration(name, settings -> timeout.apply(settings.loader()), otherwise);
    }
}
