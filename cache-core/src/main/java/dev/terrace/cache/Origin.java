package dev.terrace.cache;

import java.util.Locale;

/** Where the value of one read came from: a tier, or the loader. */
public enum Origin {
    NEAR,
    REMOTE,
    DISK,
    DATABASE,
    /** The loader ran for this read, or for another one that this read joined. */
    LOADED;

    /** The name as shown in headers and meters. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
