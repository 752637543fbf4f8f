package dev.terrace.cache.autoconfigure;

import java.util.Locale;

/** What an application may run in; each has settings of its own in {@code ready-made.properties}. */
enum EnvironmentName {
    /** The machine of a developer, with a single Redis at best. */
    DEVELOPMENT,
    /** As production, but not as large. */
    STAGING,
    /** Where it matters. */
    PRODUCTION;

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
