package dev.terrace.cache.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The tags of what the {@code @Cacheable} and {@code @CachePut} of a method store: names under which {@link EvictTags}, and
 * {@code evictByTag} of the cache manager, find the entry in whatever cache.
 *
 * <p>Evaluated only when something is stored, so a hit costs nothing. If an expression fails then, the caller gets the value and it
 * is not stored. Found on interfaces and as a meta-annotation; several on one method are taken together.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface CacheTags {

    /**
     * SpEL over the arguments, as in {@code @Cacheable}, and {@code #result}, the value that is stored: without its Optional, future
     * or Mono, and a List for a Flux. {@code ${}} placeholders are resolved first. A collection or array gives several tags, null
     * gives none.
     */
    String[] value();
}
