/** The vocabulary: what a cache is, how long an entry lives, what a read returned and what can go wrong. */
@NullMarked
package dev.terrace.cache;

import org.jspecify.annotations.NullMarked;
