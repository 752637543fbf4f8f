package dev.terrace.cache.spring;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.spring.TagEviction.Several;
import dev.terrace.cache.spring.TagEviction.Times;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.core.ReactiveAdapter;
import org.springframework.util.ClassUtils;

/** Evicts the tags of a method when it has succeeded, or before it is called. Thread-safe. */
final class EvictTagsInterceptor implements MethodInterceptor {

    private static final boolean REACTOR =
            ClassUtils.isPresent("reactor.core.publisher.Mono", EvictTagsInterceptor.class.getClassLoader());

    private static final Logger log = LoggerFactory.getLogger("dev.terrace.cache");

    private final AtomicBoolean warned = new AtomicBoolean();
    private final MethodAnnotations annotations;
    private final Supplier<List<TerraceCacheManager>> managers;

    /**
     * @param managers those of the context, asked with each call
     */
    EvictTagsInterceptor(MethodAnnotations annotations, Supplier<List<TerraceCacheManager>> managers) {
        this.annotations = annotations;
        this.managers = managers;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = Objects.requireNonNull(invocation.getThis(), "A method without a target");
        Class<?> targetClass = AopProxyUtils.ultimateTargetClass(target);
        Times times = annotations.evictions(invocation.getMethod(), targetClass);
        if (managers.get().isEmpty()) {
            warnOnce();
            return invocation.proceed();
        }
        requireReactor(invocation.getMethod(), REACTOR);
        MethodCall call = annotations.call(invocation.getMethod(), targetClass, target, invocation.getArguments());
        boolean deferred = ReturnShape.of(invocation.getMethod(), targetClass) == ReturnShape.DEFERRED;
        if (!times.before().isEmpty() && !deferred) {
            evict(times.before().in(call.context()));
        }
        Object result = invocation.proceed();
        if (result == null) {
            return afterValue(null, times.after(), call);
        }
        if (result instanceof CompletionStage<?> stage) {
            return times.after().isEmpty() ? stage : afterStage(stage, times.after(), call);
        }
        ReactiveAdapter adapter = ReturnShape.adapter(result.getClass());
        return adapter != null
                ? aroundPublisher(
                        result, new PublisherEviction(adapter, this::evictAsync), deferred ? times : late(times), call)
                : afterValue(result, times.after(), call);
    }

    private static Times late(Times times) {
        return new Times(Several.NONE, times.after());
    }

    /** Where Terrace has stepped back there is nothing to evict: other caches know no tags. */
    private void warnOnce() {
        if (warned.compareAndSet(false, true)) {
            log.warn("@EvictTags does nothing: there is no TerraceCacheManager bean, and other caches know no tags");
        }
    }

    /** The publishers of other libraries are Reactor's for as long as it takes to evict. */
    static void requireReactor(Method method, boolean present) {
        if (!present && ReturnShape.adapter(method.getReturnType()) != null) {
            throw new CacheConfigurationException(
                    "@EvictTags on %s, which returns a publisher, needs Reactor, which is not there".formatted(method),
                    "add io.projectreactor:reactor-core");
        }
    }

    private @Nullable Object afterValue(@Nullable Object value, Several evictions, MethodCall call) {
        Set<String> tags = evictions.in(call.context(value));
        if (!tags.isEmpty()) {
            Commits.thenRun(() -> evict(tags));
        }
        return value;
    }

    /**
     * Its caller may wait for it within the transaction, so it never waits for the commit. What is still at work is on another thread,
     * in no transaction of this one, so it evicts whatever becomes of that.
     */
    private CompletionStage<?> afterStage(CompletionStage<?> stage, Several evictions, MethodCall call) {
        boolean done = stage instanceof Future<?> future && future.isDone();
        CompletableFuture<Void> committed = new CompletableFuture<>();
        Commits.thenRun(() -> committed.complete(null));
        return stage.thenCompose(value -> {
            Set<String> tags = evictions.in(call.context(value));
            boolean late = committed.isDone();
            CompletionStage<?> evicted = committed.thenCompose(now -> evictAsync(tags));
            if (late) {
                return evicted.thenApply(now -> value);
            }
            return done
                    ? CompletableFuture.completedFuture(value)
                    : evictAsync(tags).thenApply(now -> value);
        });
    }

    private static Object aroundPublisher(Object publisher, PublisherEviction eviction, Times times, MethodCall call) {
        Object begun = times.before().isEmpty()
                ? publisher
                : eviction.before(publisher, () -> times.before().in(call.context()));
        Several after = times.after();
        return after.isEmpty()
                ? begun
                : eviction.after(begun, value -> after.in(call.context(value)), after.useResult());
    }

    private void evict(Set<String> tags) {
        if (!tags.isEmpty()) {
            managers.get().forEach(manager -> manager.evictByTag(tags.toArray(String[]::new)));
        }
    }

    private CompletionStage<?> evictAsync(Set<String> tags) {
        return tags.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.allOf(managers.get().stream()
                        .map(manager -> manager.evictByTagAsync(tags.toArray(String[]::new))
                                .toCompletableFuture())
                        .toArray(CompletableFuture[]::new));
    }
}
