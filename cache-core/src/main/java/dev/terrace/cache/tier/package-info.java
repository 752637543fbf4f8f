/** The ports: what a remote tier must be able to do, in the words of the coherence protocol. */
@NullMarked
package dev.terrace.cache.tier;

import org.jspecify.annotations.NullMarked;
