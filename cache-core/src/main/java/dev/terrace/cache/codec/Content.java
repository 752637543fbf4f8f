package dev.terrace.cache.codec;

/**
 * A value as bytes, before it is bound to the header that it is stored behind.
 *
 * @param payload encoded, and compressed if that made it smaller
 * @param type what its codec needs to know to read it back
 * @param coding what the header says of all that
 */
public record Content(Payload payload, String type, Coding coding) {}
