/** Spring's cache abstraction on the engine. */
@NullMarked
package dev.terrace.cache.spring;

import org.jspecify.annotations.NullMarked;
