package dev.terrace.cache.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps the entries of a method apart by a segment, such as a tenant: it becomes a part of their keys, and their tag
 * {@code segment:<value>}, by which {@code evictSegment} of the cache manager finds them in all caches. Else as {@link CacheUser},
 * beside which it may stand.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface CacheSegment {

    /** SpEL over the arguments that gives the segment, as {@link CacheUser#value} gives a user; null for none. */
    String value();
}
