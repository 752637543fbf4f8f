/**
 * One contract over everything that can go wrong with a Redis server and the line to it: no caller notices, values are right, what
 * is an outage is told once, and afterwards all instances are in step again. The page {@code docs/failure-modes.md} has a row for
 * each fault.
 */
@NullMarked
package dev.terrace.cache.failure;

import org.jspecify.annotations.NullMarked;
