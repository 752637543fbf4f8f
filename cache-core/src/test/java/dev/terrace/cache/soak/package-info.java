/**
 * Load for seconds or for hours: several JVMs read and write through their caches while Redis is killed, frozen and restarted and they
 * themselves are replaced. It measures with counters and histograms, so that the measuring costs next to nothing; which of all reads
 * broke a guarantee, and why, is what the history checker is for.
 */
@NullMarked
package dev.terrace.cache.soak;

import org.jspecify.annotations.NullMarked;
