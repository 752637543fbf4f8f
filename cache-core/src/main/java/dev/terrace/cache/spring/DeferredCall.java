package dev.terrace.cache.spring;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.cache.interceptor.CacheOperationInvoker;
import org.springframework.core.ReactiveAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * The call of a method that returns a publisher, made anew for each subscriber: nothing is looked up or loaded before somebody
 * subscribes, what is loaded sees the context of the subscriber who leads, and one may subscribe twice. Spring's own interceptor
 * loads when the method is called, without a context (spring-framework 33079). Loaded only if Reactor is there.
 */
final class DeferredCall {

    private final ProxyMethodInvocation invocation;
    private final ReactiveAdapter adapter;

    /**
     * @param invocation a copy that nobody proceeds with
     */
    DeferredCall(ProxyMethodInvocation invocation, ReactiveAdapter adapter) {
        this.invocation = invocation;
        this.adapter = adapter;
    }

    /** What the method returns to its caller: for each subscriber, what this gives for its call. */
    Object deferred(Function<CacheOperationInvoker, @Nullable Object> execute) {
        Publisher<Object> deferred = adapter.isMultiValue()
                ? Flux.deferContextual(context -> Flux.from(subscribed(execute, context)))
                : Mono.deferContextual(context -> Mono.from(subscribed(execute, context)));
        return withoutCarrier(adapter.fromPublisher(deferred), adapter);
    }

    /** As {@link #deferred}, with what the subscriber's context holds for threads: it says whom the entry belongs to. */
    Object deferredPersonal(Function<CacheOperationInvoker, @Nullable Object> execute) {
        Publisher<Object> deferred = adapter.isMultiValue()
                ? Flux.deferContextual(context -> SubscriberContext.current()
                        .flatMapMany(known -> known.call(() -> subscribed(execute, context))))
                : Mono.deferContextual(context -> SubscriberContext.current()
                        .flatMap(known -> known.call(() -> Mono.from(subscribed(execute, context)))));
        return withoutCarrier(adapter.fromPublisher(deferred), adapter);
    }

    /** A publisher of Spring's whose failures come out as they went in. */
    static Object withoutCarrier(Object publisher, ReactiveAdapter adapter) {
        Publisher<Object> source = adapter.toPublisher(publisher);
        return adapter.fromPublisher(
                adapter.isMultiValue()
                        ? Flux.from(source).onErrorMap(LoadFailed::thrown)
                        : Mono.from(source).onErrorMap(LoadFailed::thrown));
    }

    private Publisher<Object> subscribed(
            Function<CacheOperationInvoker, @Nullable Object> execute, ContextView context) {
        return SubscriberObservation.within(context, () -> adapter.toPublisher(execute.apply(() -> called(context))));
    }

    private Object called(ContextView subscriber) {
        ContextView context = SubscriberObservation.current(subscriber);
        Publisher<Object> publisher;
        try {
            publisher = adapter.toPublisher(LoaderCall.proceedOnCopy(invocation));
        } catch (Throwable e) {
            throw new CacheOperationInvoker.ThrowableWrapper(e);
        }
        return adapter.fromPublisher(
                adapter.isMultiValue()
                        ? Flux.from(publisher).contextWrite(context)
                        : Mono.from(publisher).contextWrite(context));
    }
}
