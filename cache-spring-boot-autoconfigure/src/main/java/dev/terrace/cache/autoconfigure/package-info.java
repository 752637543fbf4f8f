/** Spring Boot's auto-configuration of Terrace: properties, which Redis, start-up, meters, failure analyzers. */
@NullMarked
package dev.terrace.cache.autoconfigure;

import org.jspecify.annotations.NullMarked;
