package dev.terrace.cache.simulation;

import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.tier.RemoteKey;
import java.util.Set;

/**
 * A key of a cache, and of the row in the database behind it.
 *
 * @param number which one of all
 */
record Key(String cache, String name, int number, RemoteKey remote) {

    /** The name of the cache that has a near tier alone. */
    static final String NEAR_ONLY = "n";

    /** The name of the cache that has a remote tier alone. */
    static final String REMOTE_ONLY = "r";

    Key(String cache, int number) {
        this(cache, "k" + number, number, remoteOf(cache, "'k" + number + "'"));
    }

    private static RemoteKey remoteOf(String cache, String text) {
        return new RemoteKey(cache, text, KeyHash.of(cache, text));
    }

    /** The tags of its value at this version: one that stays, and one that comes and goes. */
    Set<String> tags(int version) {
        return version % 3 == 0 ? Set.of(lastingTag(), "third") : Set.of(lastingTag());
    }

    /** Whether its cache has no remote tier. */
    boolean isNearOnly() {
        return cache.equals(NEAR_ONLY);
    }

    /** Whether its cache has no near tier. */
    boolean isRemoteOnly() {
        return cache.equals(REMOTE_ONLY);
    }

    String lastingTag() {
        return number % 2 == 0 ? "even" : "odd";
    }

    @Override
    public String toString() {
        return cache + "/" + name;
    }
}
