package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.spring.CachingSide.Caches;
import dev.terrace.cache.spring.CachingSide.Errors;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;
import org.springframework.test.util.AopTestUtils;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Methods that return publishers load for whoever subscribes, when they subscribe, and once for all of them. */
class DeferredCallTests {

    private static final Duration LONG = Duration.ofSeconds(20);

    /** Methods of three kinds on one cache, whose values come when the test says so. */
    static class Catalogue {

        final AtomicInteger methodCalls = new AtomicInteger();
        final AtomicInteger subscriptions = new AtomicInteger();
        final AtomicInteger cancellations = new AtomicInteger();
        final Sinks.One<String> source = Sinks.one();

        private Mono<String> loaded() {
            return source.asMono()
                    .doOnSubscribe(subscription -> subscriptions.incrementAndGet())
                    .doOnCancel(cancellations::incrementAndGet);
        }

        @Cacheable("shared")
        public Mono<String> mono(int id) {
            methodCalls.incrementAndGet();
            return loaded();
        }

        @Cacheable("shared")
        public CompletableFuture<String> future(int id) {
            methodCalls.incrementAndGet();
            return loaded().toFuture();
        }

        @Cacheable("shared")
        public String blocking(int id) throws IOException {
            methodCalls.incrementAndGet();
            try {
                return loaded().toFuture().get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw (IOException) e.getCause();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Cacheable("contexts")
        public Mono<String> inContext(int id) {
            return Mono.deferContextual(
                    context -> loaded().map(value -> value + context.getOrDefault("who", "nobody")));
        }

        @Cacheable("fluxes")
        public Flux<String> flux(int id) {
            methodCalls.incrementAndGet();
            return Flux.deferContextual(context -> Flux.just("one", context.getOrDefault("who", "nobody")));
        }
    }

    private CachingSide side;
    private Catalogue catalogue;
    private Catalogue inside;
    private final Scheduler eventLoop = Schedulers.newSingle("event-loop");

    @BeforeEach
    void start() {
        side = new CachingSide(Caches.TERRACE, Errors.THROWN, AnnotationSettings.defaults(), Catalogue.class);
        catalogue = side.context.getBean(Catalogue.class);
        inside = AopTestUtils.getTargetObject(catalogue);
    }

    @AfterEach
    void close() {
        eventLoop.dispose();
        side.close();
    }

    private Object cached(String cache, Object key) {
        return side.manager().getCache(cache).get(key) == null
                ? null
                : side.manager().getCache(cache).get(key).get();
    }

    @Test
    void nothingIsCalledBeforeASubscription() {
        Mono<String> mono = catalogue.mono(1);
        assertThat(inside.methodCalls).hasValue(0);
        inside.source.tryEmitValue("value");
        assertThat(mono.block(LONG)).isEqualTo("value");
        assertThat(inside.methodCalls).hasValue(1);
    }

    @Test
    void aSecondSubscriptionIsServedFromTheCache() {
        inside.source.tryEmitValue("value");
        Mono<String> mono = catalogue.mono(1);
        assertThat(mono.block(LONG)).isEqualTo("value");
        assertThat(mono.block(LONG)).isEqualTo("value");
        assertThat(inside.methodCalls).hasValue(1);
        side.manager().getCache("shared").clear();
        assertThat(mono.block(LONG)).as("and loads again if it must").isEqualTo("value");
        assertThat(inside.methodCalls).hasValue(2);
    }

    @Test
    void whatIsLoadedSeesTheContextOfWhoSubscribes() {
        inside.source.tryEmitValue("for ");
        Mono<String> mono = catalogue.inContext(1);
        assertThat(mono.contextWrite(context -> context.put("who", "ada")).block(LONG))
                .isEqualTo("for ada");
        assertThat(cached("contexts", 1)).isEqualTo("for ada");
        side.manager().getCache("contexts").clear();
        assertThat(mono.contextWrite(context -> context.put("who", "bob")).block(LONG))
                .isEqualTo("for bob");
        Flux<String> flux = catalogue.flux(1).contextWrite(context -> context.put("who", "ada"));
        assertThat(flux.collectList().block(LONG)).isEqualTo(List.of("one", "ada"));
        assertThat(catalogue.flux(1).collectList().block(LONG)).isEqualTo(List.of("one", "ada"));
        assertThat(inside.methodCalls).hasValue(1);
    }

    @Test
    void blockingAndReactiveCallersShareOneCall() {
        CompletableFuture<String> first = catalogue.mono(1).toFuture();
        CompletableFuture<String> second = catalogue.mono(1).toFuture();
        CompletableFuture<String> third = catalogue.future(1);
        CompletableFuture<String> fourth = onAThread(() -> catalogue.blocking(1));
        await().untilAsserted(() -> assertThat(inside.subscriptions).hasValue(1));
        inside.source.tryEmitValue("value");
        assertThat(List.of(first, second, third, fourth))
                .allSatisfy(caller -> assertThat(caller).succeedsWithin(LONG).isEqualTo("value"));
        assertThat(inside.methodCalls).hasValue(1);
    }

    @Test
    void aFailureReachesCallersOfAllKindsUnchanged() {
        CompletableFuture<String> mono = catalogue.mono(1).toFuture();
        CompletableFuture<String> blocking = onAThread(() -> catalogue.blocking(1));
        CompletableFuture<String> future = catalogue.future(1);
        await().untilAsserted(() -> assertThat(inside.subscriptions.get()).isPositive());
        IOException failure = new IOException("the source");
        inside.source.tryEmitError(failure);
        for (CompletableFuture<String> caller : List.of(mono, blocking, future)) {
            assertThatThrownBy(() -> caller.get(20, TimeUnit.SECONDS)).hasCauseReference(failure);
        }
    }

    @Test
    void aFailureOfABlockingLeaderReachesReactiveFollowersUnchanged() {
        CompletableFuture<String> blocking = onAThread(() -> catalogue.blocking(1));
        await().untilAsserted(() -> assertThat(inside.subscriptions).hasValue(1));
        CompletableFuture<String> mono = catalogue.mono(1).toFuture();
        CompletableFuture<String> future = catalogue.future(1);
        IOException failure = new IOException("the source");
        inside.source.tryEmitError(failure);
        for (CompletableFuture<String> caller : List.of(blocking, mono, future)) {
            assertThatThrownBy(() -> caller.get(20, TimeUnit.SECONDS)).hasCauseReference(failure);
        }
        assertThat(inside.methodCalls).hasValue(1);
    }

    /** As it comes from an interceptor that is not ours. */
    @Test
    void theCacheItselfTakesSpringsWrapperAway() {
        IOException failure = new IOException("the source");
        CompletableFuture<String> future = side.manager().getCache("shared").retrieve(1, () -> {
            throw new ThrowableWrapper(failure);
        });
        assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).hasCauseReference(failure);
    }

    @Test
    void aSubscriberWhoCancelsNeitherEndsTheLoadForOthersNorLeaksIt() {
        Disposable leader = catalogue.mono(1).subscribe();
        await().untilAsserted(() -> assertThat(inside.subscriptions).hasValue(1));
        CompletableFuture<String> follower = catalogue.mono(1).toFuture();
        leader.dispose();
        assertThat(follower).isNotDone();
        assertThat(inside.cancellations).hasValue(0);
        inside.source.tryEmitValue("value");
        assertThat(follower).succeedsWithin(LONG).isEqualTo("value");
        assertThat(inside.methodCalls).hasValue(1);
        assertThat(cached("shared", 1)).isEqualTo("value");
    }

    @Test
    void aLoadThatAllSubscribersLeftIsStillKept() {
        Disposable only = catalogue.mono(1).subscribe();
        await().untilAsserted(() -> assertThat(inside.subscriptions).hasValue(1));
        only.dispose();
        inside.source.tryEmitValue("value");
        await().untilAsserted(() -> assertThat(cached("shared", 1)).isEqualTo("value"));
        assertThat(catalogue.mono(1).block(LONG)).isEqualTo("value");
        assertThat(inside.methodCalls).hasValue(1);
    }

    /** The one thread of the loop goes on with other work while two of its subscribers wait for a load that hangs. */
    @Test
    void anEventLoopGoesOnWhileALoadIsUnderWay() {
        CompletableFuture<String> blockingLeader = onAThread(() -> catalogue.blocking(1));
        await().untilAsserted(() -> assertThat(inside.subscriptions).hasValue(1));
        CompletableFuture<String> follower =
                catalogue.mono(1).subscribeOn(eventLoop).toFuture();
        CompletableFuture<String> leader =
                catalogue.mono(2).subscribeOn(eventLoop).toFuture();
        CompletableFuture<Boolean> otherWork = Mono.fromCallable(Schedulers::isInNonBlockingThread)
                .subscribeOn(eventLoop)
                .toFuture();
        assertThat(otherWork).succeedsWithin(LONG).isEqualTo(true);
        assertThat(follower).isNotDone();
        assertThat(leader).isNotDone();
        inside.source.tryEmitValue("value");
        assertThat(follower).succeedsWithin(LONG).isEqualTo("value");
        assertThat(leader).succeedsWithin(LONG).isEqualTo("value");
        assertThat(blockingLeader).succeedsWithin(LONG).isEqualTo("value");
    }

    private interface Call {
        String call() throws Exception;
    }

    private static CompletableFuture<String> onAThread(Call call) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
