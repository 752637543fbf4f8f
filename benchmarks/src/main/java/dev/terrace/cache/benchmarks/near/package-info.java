/** What a hit in the process costs, with Terrace and with its peers. */
package dev.terrace.cache.benchmarks.near;
