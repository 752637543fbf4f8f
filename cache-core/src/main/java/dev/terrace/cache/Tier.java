package dev.terrace.cache;

import java.util.Locale;

/**
 * A place where entries live, in the order in which a read asks them: this process, the server that all instances share,
 * then storage behind both.
 */
public enum Tier {
    /** Objects in the memory of this process (Caffeine). */
    NEAR,
    /** Redis, Valkey or Dragonfly, shared by all instances. */
    REMOTE,
    /** Files of this instance. */
    DISK,
    /** A table shared by all instances. */
    DATABASE;

    /**
     * The tier of this configured name, ignoring case.
     *
     * @throws CacheConfigurationException if there is no such tier
     */
    public static Tier of(String name) {
        for (Tier tier : values()) {
            if (tier.configuredName().equalsIgnoreCase(name.strip())) {
                return tier;
            }
        }
        throw new CacheConfigurationException("'%s' is not a tier".formatted(name), "use near and remote");
    }

    /** The name as written in properties and shown in meters and headers. */
    public String configuredName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
