package dev.terrace.cache.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes every instance forget the entries of all caches that carry one of these tags, when the method has succeeded: when its future
 * or publisher has, if it returns one, and after the commit of a transaction that is under way. A method that fails, or whose
 * transaction is rolled back, evicts nothing; but a future that is not done when it is returned is not in the caller's transaction, and
 * evicts when it has completed, whatever becomes of that.
 *
 * <p>On any method of a bean, cached or not; within the advice of caches and transactions. An expression that fails is thrown to the
 * caller, before the commit, or fails such a future: an eviction must not be left out in silence. Trouble with Redis is not: the eviction is sent later then.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(EvictTags.Several.class)
@Documented
public @interface EvictTags {

    /**
     * SpEL as in {@link CacheTags}; {@code #result} is what the method returned, and not there before its invocation. A collection
     * or array gives several tags, null gives none.
     */
    String[] value();

    /** SpEL that must be true; as for {@link #value}. Empty: always. */
    String condition() default "";

    /** Whether to evict before the method is called, whatever becomes of it and of a transaction; for a publisher, when it is subscribed to. */
    boolean beforeInvocation() default false;

    /** Several on one method. */
    @Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @Documented
    @interface Several {
        EvictTags[] value();
    }
}
