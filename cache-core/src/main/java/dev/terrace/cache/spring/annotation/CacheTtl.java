package dev.terrace.cache.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The time-to-live of what the {@code @Cacheable} and {@code @CachePut} of a method store, in place of that of the cache's policy.
 *
 * <p>Evaluated only when something is stored. If the expression fails then, or gives no positive duration, the caller gets the value
 * and it is not stored. Found on interfaces and as a meta-annotation; of several on one method the first counts.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface CacheTtl {

    /**
     * A duration with its unit, such as {@code 10m}, {@code 1h30m} or {@code PT10M}, else SpEL as in {@link CacheTags}, which gives a
     * {@link java.time.Duration}, a text like those, or null for the policy's. {@code ${}} placeholders are resolved first.
     */
    String value();
}
