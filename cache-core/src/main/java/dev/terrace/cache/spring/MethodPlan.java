package dev.terrace.cache.spring;

import org.jspecify.annotations.Nullable;

/**
 * How the calls of a method are answered.
 *
 * @param near where a hit in this process is found without Spring; null if only Spring can tell
 * @param loads whether the cache calls the method as its loader
 * @param deferred whether that happens with each subscription
 * @param personal whether the subscriber's context says whom the entry belongs to
 * @param shape what the method returns
 */
record MethodPlan(@Nullable NearHits near, boolean loads, boolean deferred, boolean personal, ReturnShape shape) {

    /** All of it is Spring's. */
    static final MethodPlan SPRING = new MethodPlan(null, false, false, false, ReturnShape.UNCLEAR);
}
