package dev.terrace.cache.engine;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the tiers hold under a key.
 *
 * @param near the entry of the near tier; null if there is none that is good for anything
 * @param remote the entry of the remote tier; null if there is none, or it was invalidated
 * @param remoteAsked whether the remote tier could be asked
 */
public record KeyView(@Nullable Entry near, @Nullable Entry remote, boolean remoteAsked) {

    /**
     * An entry, without its value.
     *
     * @param age since it was written
     * @param remaining until the end of its life, negative after that; null for ever
     * @param stale how long after its life it may still be served
     * @param size encoded bytes; 0 if it never was encoded
     * @param stamp unique for each write
     * @param tags its tags, as the tier has them
     */
    public record Entry(
            Duration age, @Nullable Duration remaining, Duration stale, long size, String stamp, Set<String> tags) {}
}
