/** Benchmarks. Ratios within one run mean something; times of this machine do not. */
package dev.terrace.cache.benchmarks;
