/**
 * Meters and observations of Micrometer, from events and from what the engine counts. What uses Micrometer is loaded only
 * where it is; {@link dev.terrace.cache.micrometer.KeyGroups}, which uses nothing of it, is loaded always.
 */
@NullMarked
package dev.terrace.cache.micrometer;

import org.jspecify.annotations.NullMarked;
