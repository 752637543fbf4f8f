/** What each operation costs a server, by its own count, and what follows for many instances: the figures of docs/scaling.md. */
package dev.terrace.cache.benchmarks.scaling;
