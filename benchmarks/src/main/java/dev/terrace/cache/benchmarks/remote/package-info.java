/** What a server costs that is shared: remote hits and puts, bulk, tags, large values, and what the machine can give at all. */
package dev.terrace.cache.benchmarks.remote;
