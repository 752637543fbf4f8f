package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.testing.TestRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.LoggingCacheErrorHandler;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.util.AopTestUtils;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Callers of all kinds on one flight through Redis, in two application contexts. */
class SharedFlightIntegrationTests {

    private static final Duration LONG = Duration.ofSeconds(20);

    static class Catalogue {

        final AtomicInteger calls = new AtomicInteger();
        final Sinks.One<String> source = Sinks.one();

        @Cacheable("shared")
        public Mono<String> mono(int id) {
            calls.incrementAndGet();
            return source.asMono();
        }

        @Cacheable("shared")
        public CompletableFuture<String> future(int id) {
            calls.incrementAndGet();
            return source.asMono().toFuture();
        }

        @Cacheable("shared")
        public String blocking(int id) {
            calls.incrementAndGet();
            return source.asMono().block(LONG);
        }

        @Cacheable("optionals")
        public CompletableFuture<Optional<String>> optional(int id) {
            calls.incrementAndGet();
            return CompletableFuture.completedFuture(id < 0 ? Optional.empty() : Optional.of("value"));
        }

        @Cacheable("failing")
        public Mono<String> failingMono(int id) throws IOException {
            throw new IOException("call " + calls.incrementAndGet());
        }

        @Cacheable("failing")
        public CompletableFuture<String> failingFuture(int id) throws IOException {
            throw new IOException("call " + calls.incrementAndGet());
        }

        @Cacheable("unsupported")
        public String ofAnyKey(Object key) throws IOException {
            throw new IOException("call " + calls.incrementAndGet());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @Import({CacheAnnotationsConfiguration.class, Catalogue.class})
    static class Application implements CachingConfigurer {

        final List<String> handled = new CopyOnWriteArrayList<>();

        @Override
        public CacheErrorHandler errorHandler() {
            return new LoggingCacheErrorHandler() {
                @Override
                public void handleCacheGetError(RuntimeException e, Cache cache, Object key) {
                    handled.add(e.getClass().getSimpleName());
                }
            };
        }
    }

    private static final class Context implements AutoCloseable {

        final Instance instance;
        final Catalogue catalogue;
        final Catalogue inside;
        final List<String> handled;
        private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

        Context(String namespace) {
            instance = Instance.joined(TestRedis.shared().address(), namespace, Policies.BOTH);
            context.registerBean(
                    "cacheManager",
                    CacheManager.class,
                    instance::manager,
                    definition -> definition.setDestroyMethodName(""));
            context.register(Application.class);
            context.refresh();
            catalogue = context.getBean(Catalogue.class);
            inside = AopTestUtils.getTargetObject(catalogue);
            handled = context.getBean(Application.class).handled;
        }

        @Override
        public void close() {
            context.close();
            instance.close();
        }
    }

    private final List<Context> contexts = new ArrayList<>();
    private Context here;
    private Context there;

    @BeforeEach
    void start() {
        String namespace = Namespaces.fresh();
        here = new Context(namespace);
        contexts.add(here);
        there = new Context(namespace);
        contexts.add(there);
    }

    @AfterEach
    void close() {
        contexts.forEach(Context::close);
    }

    @Test
    void callersOfAllKindsInTwoInstancesShareOneCall() {
        List<CompletableFuture<String>> callers = new ArrayList<>();
        for (Context context : contexts) {
            callers.add(context.catalogue.mono(1).toFuture());
            callers.add(context.catalogue.future(1));
            callers.add(CompletableFuture.supplyAsync(() -> context.catalogue.blocking(1)));
        }
        Awaitility.await().until(() -> here.inside.calls.get() + there.inside.calls.get() > 0);
        contexts.forEach(context -> context.inside.source.tryEmitValue("value"));
        assertThat(callers)
                .allSatisfy(caller -> assertThat(caller).succeedsWithin(LONG).isEqualTo("value"));
        assertThat(here.inside.calls.get() + there.inside.calls.get()).isEqualTo(1);
    }

    @Test
    void anOptionalInAFutureComesBackAsOneFromRedis() {
        assertThat(here.catalogue.optional(1)).succeedsWithin(LONG).isEqualTo(Optional.of("value"));
        assertThat(there.catalogue.optional(1)).succeedsWithin(LONG).isEqualTo(Optional.of("value"));
        assertThat(here.catalogue.optional(-1)).succeedsWithin(LONG).isEqualTo(Optional.empty());
        assertThat(there.catalogue.optional(-1)).succeedsWithin(LONG).isEqualTo(Optional.empty());
        assertThat(there.inside.calls).hasValue(0);
    }

    @Test
    void whatAMethodThrowsIsUnchangedAndNoneOfTheErrorHandlersBusiness() {
        assertThatThrownBy(() -> here.catalogue.failingMono(1).block(LONG)).hasRootCauseMessage("call 1");
        assertThatThrownBy(() -> here.catalogue.failingFuture(2).join())
                .cause()
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("call 2");
        assertThat(here.inside.calls).hasValue(2);
        assertThat(here.handled).isEmpty();
    }

    @Test
    void aKeyThatNoOtherInstanceCouldNameIsTheErrorHandlersBusinessAndTheMethodsFailureTheCallers() {
        assertThatThrownBy(() -> here.catalogue.ofAnyKey(new Object()))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("call 1");
        assertThat(here.inside.calls).hasValue(1);
        assertThat(here.handled).containsExactly("UnsupportedKeyException");
    }
}
