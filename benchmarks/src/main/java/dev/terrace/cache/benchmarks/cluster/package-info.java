/** Several instances as processes of their own, under load: how fast, how often hit, how fresh, and what an outage does. */
@NullMarked
package dev.terrace.cache.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
