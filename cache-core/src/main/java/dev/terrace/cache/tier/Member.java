package dev.terrace.cache.tier;

import org.jspecify.annotations.Nullable;

/**
 * One instance of the application, as the others see it.
 *
 * @param id unique among all instances of the namespace, without spaces
 * @param host where it runs
 * @param version of this library
 * @param lastSync when it last followed the logs, milliseconds since the epoch by the server's clock
 * @param state how it was then; null if it does not say, or in a way that this version does not read
 */
public record Member(
        String id,
        String host,
        String version,
        long lastSync,
        @Nullable InstanceState state) {

    /** One that says nothing of its state. */
    public Member(String id, String host, String version, long lastSync) {
        this(id, host, version, lastSync, null);
    }
}
