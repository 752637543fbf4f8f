/** The coherence protocol under a scheduler that owns every step, over a server in memory. */
package dev.terrace.cache.simulation;
