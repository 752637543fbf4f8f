/** What happened to a cache, for those who listen: a sealed family of events. */
@NullMarked
package dev.terrace.cache.event;

import org.jspecify.annotations.NullMarked;
