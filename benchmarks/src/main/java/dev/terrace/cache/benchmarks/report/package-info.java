/** What benchmarks wrote, as a page: tables with ratios, pictures, and whether the targets are met. Nothing in it is written by hand. */
@NullMarked
package dev.terrace.cache.benchmarks.report;

import org.jspecify.annotations.NullMarked;
