package dev.terrace.cache.tier;

/**
 * One instance of the application, as the others see it.
 *
 * @param id unique among all instances of the namespace, without spaces
 * @param host where it runs
 * @param version of this library
 * @param lastSync when it last followed the logs, milliseconds since the epoch by the server's clock
 */
public record Member(String id, String host, String version, long lastSync) {}
