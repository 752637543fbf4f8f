/**
 * Proves coherence from outside: several JVMs work on one Redis while things go wrong, each writes down what it did and got, and
 * a checker compares that afterwards with what coherence.md guarantees.
 */
@NullMarked
package dev.terrace.cache.history;

import org.jspecify.annotations.NullMarked;
