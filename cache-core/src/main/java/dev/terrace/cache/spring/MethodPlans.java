package dev.terrace.cache.spring;

import dev.terrace.cache.spring.DescribedOperationSource.Decision;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.core.MethodClassKey;
import org.springframework.util.StringUtils;

/** The plans of the methods of an aspect, each made with the first call. Thread-safe. */
final class MethodPlans {

    private final Supplier<AnnotationSettings> settings;
    private final Supplier<KeyGenerator> keyGenerator;
    private final ConcurrentMap<MethodClassKey, MethodPlan> plans = new ConcurrentHashMap<>();

    /** The plans for the class that a method was first called on, mostly the only one: found without making a key. */
    private final ConcurrentMap<Method, First> first = new ConcurrentHashMap<>();

    private record First(Class<?> targetClass, MethodPlan plan) {}

    MethodPlans(Supplier<AnnotationSettings> settings, Supplier<KeyGenerator> keyGenerator) {
        this.settings = settings;
        this.keyGenerator = keyGenerator;
    }

    MethodPlan of(Method method, Class<?> targetClass, DescribedOperationSource source) {
        First known = first.get(method);
        return known != null && known.targetClass == targetClass
                ? known.plan
                : planned(new MethodClassKey(method, targetClass), method, targetClass, source);
    }

    private MethodPlan planned(
            MethodClassKey key, Method method, Class<?> targetClass, DescribedOperationSource source) {
        MethodPlan known = plans.get(key);
        if (known != null) {
            return known;
        }
        Decision decision = source.decision(method, targetClass);
        MethodPlan plan = make(method, targetClass, decision);
        if (decision.certain()) {
            plans.put(key, plan);
            first.putIfAbsent(method, new First(targetClass, plan));
        }
        return plan;
    }

    private MethodPlan make(Method method, Class<?> targetClass, Decision decision) {
        Collection<CacheOperation> operations = decision.operations();
        if (operations == null
                || (!decision.personal() && operations.stream().noneMatch(CacheableOperation.class::isInstance))) {
            return MethodPlan.SPRING;
        }
        ReturnShape shape = ReturnShape.of(method, targetClass);
        boolean loads = operations.stream().anyMatch(op -> op instanceof CacheableOperation read && read.isSync());
        boolean deferred = loads
                && shape == ReturnShape.DEFERRED
                && decision.cache() != null
                && settings.get().syncByDefault();
        boolean ofSubscriber = decision.personal() && shape == ReturnShape.DEFERRED;
        return new MethodPlan(
                near(method, targetClass, decision, shape), loads, deferred || ofSubscriber, ofSubscriber, shape);
    }

    private @Nullable NearHits near(Method method, Class<?> targetClass, Decision decision, ReturnShape shape) {
        TerraceCache cache = decision.cache();
        boolean answerable = shape == ReturnShape.VALUE || method.getReturnType() == CompletableFuture.class;
        if (cache == null
                || decision.operations() == null
                || decision.personal()
                || !answerable
                || !settings.get().fastPath()) {
            return null;
        }
        CacheOperation operation = decision.operations().iterator().next();
        if (StringUtils.hasText(operation.getCondition())) {
            return null;
        }
        ArgumentKeys keys = ArgumentKeys.of(operation, method, targetClass, keyGenerator);
        return keys != null ? new NearHits(cache, keys, method.getReturnType()) : null;
    }
}
