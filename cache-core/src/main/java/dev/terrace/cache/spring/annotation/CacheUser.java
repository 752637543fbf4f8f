package dev.terrace.cache.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes the entries of a method personal: the user becomes a part of their keys, for {@code @Cacheable}, {@code @CachePut} and
 * {@code @CacheEvict} alike, and their tag {@code user:<id>}, by which {@code evictUser} of the cache manager finds them in all caches.
 *
 * <p>Without a user the method is called, and nothing is read from a cache, stored or evicted.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface CacheUser {

    /**
     * SpEL over the arguments that gives the user's id: a text, number, UUID or enum constant, a {@link java.security.Principal},
     * whose name counts, or null for no user. Empty: the name that Spring Security knows the caller by, also in Reactor's context;
     * an anonymous one is no user. {@code ${}} placeholders are resolved first.
     */
    String value() default "";
}
