package dev.terrace.cache.micrometer;

import dev.terrace.cache.event.Operation;

/** Every observation of ours. None carries a key. */
public enum CacheSpan {
    /** A call of the remote tier for a caller. */
    REMOTE("terrace.cache.remote", "A call of Redis for a caller"),
    /** A loader. */
    LOAD("terrace.cache.load", "A loader that runs because no tier has a value; what it calls is part of it"),
    /** A loader in the background. */
    REFRESH("terrace.cache.refresh", "A loader that runs while its callers are served an older value");

    /** The key of the name of the cache. */
    public static final String CACHE = "cache";

    /** The key of the tier; only of {@link #REMOTE}. */
    public static final String TIER = "tier";

    /** The key of what was done. */
    public static final String OPERATION = "operation";

    /** The key of how it ended. */
    public static final String RESULT = "result";

    /** The key of the group of the key, if there are groups. */
    public static final String KEY_GROUP = "key.group";

    private final String observation;
    private final String meaning;

    CacheSpan(String observation, String meaning) {
        this.observation = observation;
        this.meaning = meaning;
    }

    /** Its name. */
    public String observation() {
        return observation;
    }

    /** What it is, in a sentence without a full stop. */
    public String meaning() {
        return meaning;
    }

    static CacheSpan of(Operation.Kind kind) {
        return switch (kind) {
            case REMOTE -> REMOTE;
            case LOAD -> LOAD;
            case REFRESH -> REFRESH;
        };
    }
}
