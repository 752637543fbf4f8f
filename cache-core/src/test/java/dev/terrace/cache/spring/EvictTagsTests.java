package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.spring.annotation.CacheSegment;
import dev.terrace.cache.spring.annotation.CacheTags;
import dev.terrace.cache.spring.annotation.CacheTtl;
import dev.terrace.cache.spring.annotation.CacheUser;
import dev.terrace.cache.spring.annotation.EvictTags;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A method makes the entries that carry a tag go when it has succeeded, whatever it returns. */
class EvictTagsTests {

    @Retention(RetentionPolicy.RUNTIME)
    @EvictTags("'catalogue'")
    @interface ChangesCatalogue {}

    interface Editor {
        @EvictTags("'category:' + #name")
        void rename(String name);
    }

    record InterfaceEditor() implements Editor {
        @Override
        public void rename(String name) {}
    }

    static class Writer {

        @EvictTags("'category:' + #name")
        public void nothing(String name) {}

        @EvictTags("'category:' + #result")
        public String result(String name) {
            return name;
        }

        @EvictTags("'category:' + #name")
        public String failing(String name) throws IOException {
            throw new IOException("database");
        }

        @EvictTags("'category:' + #result")
        public CompletableFuture<String> future(CompletableFuture<String> source) {
            return source;
        }

        @EvictTags("'category:' + #result")
        public Mono<String> mono(Mono<String> source) {
            return source;
        }

        @EvictTags("'category:' + #name")
        public Mono<Void> done(String name, Mono<Void> source) {
            return source;
        }

        @EvictTags("#result.!['category:' + #this]")
        public Flux<String> flux(Flux<String> source) {
            return source;
        }

        @EvictTags("'category:' + #name")
        public Flux<Integer> stream(String name, Flux<Integer> source) {
            return source;
        }

        @EvictTags(value = "'category:' + #name", beforeInvocation = true)
        public String before(String name, Callable<String> body) throws Exception {
            return body.call();
        }

        @EvictTags(value = "'category:' + #name", beforeInvocation = true)
        public Mono<String> monoBefore(String name, Mono<String> source) {
            return source;
        }

        @EvictTags(value = "'category:' + #name", beforeInvocation = true)
        public Flux<String> fluxBefore(String name, Flux<String> source) {
            return source;
        }

        @EvictTags(value = "'category:' + #name", condition = "#result != null && #result.length() > 3")
        public String onCondition(String name, String result) {
            return result;
        }

        @ChangesCatalogue
        @EvictTags("'category:' + #name")
        @EvictTags({"'product:1'", "{'product:2', null}"})
        public void several(String name) {}

        @EvictTags("'category:' + #name.length()")
        public String broken(String name) {
            return "done";
        }

        @Transactional(propagation = Propagation.SUPPORTS)
        @CachePut(cacheNames = "entries", key = "#tag")
        @CacheTags("#tag")
        @EvictTags("#tag")
        public String replace(String tag) {
            return "replaced";
        }
    }

    static class Misspelt {
        @EvictTags("'category: + #name")
        public void change(String name) {}
    }

    static class MisspeltTags {
        @Cacheable("entries")
        @CacheTags("#")
        public String change() {
            return "value";
        }
    }

    static class MisspeltLife {
        @Cacheable("entries")
        @CacheTtl("10 minutes")
        public String change() {
            return "value";
        }
    }

    static class TagBeforeItsResult {
        @EvictTags(value = "'product:' + #result", beforeInvocation = true)
        public String change() {
            return "1";
        }
    }

    static class ConditionBeforeItsResult {
        @EvictTags(value = "'product'", condition = "#result != null", beforeInvocation = true)
        public String change() {
            return "1";
        }
    }

    static class UserOfTheResult {
        @Cacheable("entries")
        @CacheUser("#result.owner")
        public String change() {
            return "1";
        }
    }

    static class SegmentOfTheResult {
        @Cacheable("entries")
        @CacheSegment("#result")
        public String change() {
            return "1";
        }
    }

    static class Unresolved {
        @Cacheable("entries")
        @CacheTtl("${shop.ttl}")
        public String change() {
            return "1";
        }
    }

    /** As Spring Boot has it. */
    @Configuration(proxyBeanMethods = false)
    static class Placeholders {
        @Bean
        static PropertySourcesPlaceholderConfigurer placeholders() {
            return new PropertySourcesPlaceholderConfigurer();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAspectJAutoProxy
    static class WithAspects {}

    /** Its advisor is registered after that of caches. */
    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Transactions {}

    private static final Duration LONG = Duration.ofSeconds(20);

    private AnnotatedContext side;
    private Writer writer;

    @BeforeEach
    void start() {
        side = new AnnotatedContext(Writer.class, InterfaceEditor.class);
        writer = side.bean(Writer.class);
    }

    @AfterEach
    void close() {
        side.close();
    }

    /** Each tag has an entry, under the tag as its key. */
    private void store(String... tags) {
        for (String tag : tags) {
            side.instance.cache("entries").put(tag, "value", EntryOptions.tagged(tag));
        }
    }

    private boolean isStored(String tag) {
        return side.instance.cache("entries").exists(tag);
    }

    private void assertEvicts(ThrowingCallable call, String... tags) {
        store("category:other");
        store(tags);
        assertThat(tags).allMatch(this::isStored);
        assertThatCode(call).doesNotThrowAnyException();
        assertThat(tags).noneMatch(this::isStored);
        assertThat(isStored("category:other")).isTrue();
    }

    @Test
    void aMethodEvictsWhenItHasReturned() {
        assertEvicts(() -> writer.nothing("chairs"), "category:chairs");
        assertEvicts(() -> writer.result("chairs"), "category:chairs");
    }

    @Test
    void aMethodThatFailsEvictsNothing() {
        store("category:chairs");
        assertThatThrownBy(() -> writer.failing("chairs"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("database");
        assertThatThrownBy(() -> writer.future(CompletableFuture.failedFuture(new IOException("database")))
                        .join())
                .hasCauseExactlyInstanceOf(IOException.class);
        assertThatThrownBy(() ->
                        writer.mono(Mono.error(new IOException("database"))).block(LONG))
                .hasCauseExactlyInstanceOf(IOException.class);
        assertThatThrownBy(() -> writer.flux(Flux.concat(Flux.just("chairs"), Flux.error(new IOException("database"))))
                        .blockLast(LONG))
                .hasCauseExactlyInstanceOf(IOException.class);
        assertThat(isStored("category:chairs")).isTrue();
    }

    @Test
    void aFutureEvictsBeforeItIsComplete() {
        assertEvicts(
                () -> writer.future(CompletableFuture.completedFuture("chairs")).join(), "category:chairs");
        store("category:tables");
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> returned = writer.future(source);
        assertThat(isStored("category:tables")).isTrue();
        source.complete("tables");
        assertThat(returned).succeedsWithin(LONG).isEqualTo("tables");
        assertThat(isStored("category:tables")).isFalse();
    }

    @Test
    void aPublisherEvictsForEachSubscriberBeforeItCompletes() {
        Mono<String> mono = writer.mono(Mono.just("chairs"));
        assertEvicts(() -> assertThat(mono.block(LONG)).isEqualTo("chairs"), "category:chairs");
        assertEvicts(() -> assertThat(mono.block(LONG)).isEqualTo("chairs"), "category:chairs");
        assertEvicts(() -> writer.done("chairs", Mono.empty()).block(LONG), "category:chairs");
        Flux<String> flux = writer.flux(Flux.just("chairs", "tables"));
        for (int i = 0; i < 2; i++) {
            assertEvicts(
                    () -> assertThat(flux.collectList().block(LONG)).containsExactly("chairs", "tables"),
                    "category:chairs",
                    "category:tables");
        }
        assertEvicts(
                () -> assertThat(writer.stream("chairs", Flux.just(1, 2))
                                .collectList()
                                .block(LONG))
                        .containsExactly(1, 2),
                "category:chairs");
    }

    @Test
    void aPublisherThatNobodySubscribesToEvictsNothing() {
        store("category:chairs");
        assertThat(writer.mono(Mono.just("chairs"))).isNotNull();
        assertThat(writer.monoBefore("chairs", Mono.just("chairs"))).isNotNull();
        assertThat(isStored("category:chairs")).isTrue();
    }

    @Test
    void beforeTheInvocationItEvictsWhateverComesThen() {
        assertEvicts(
                () -> writer.before("chairs", () -> String.valueOf(isStored("category:chairs"))), "category:chairs");
        store("category:chairs");
        assertThatThrownBy(() -> writer.before("chairs", () -> {
                    assertThat(isStored("category:chairs")).isFalse();
                    throw new IOException("database");
                }))
                .isExactlyInstanceOf(IOException.class);
        store("category:chairs");
        assertThat(writer.monoBefore("chairs", Mono.fromSupplier(() -> "" + isStored("category:chairs")))
                        .block(LONG))
                .isEqualTo("false");
        store("category:chairs");
        assertThat(writer.fluxBefore("chairs", Flux.defer(() -> Flux.just("" + isStored("category:chairs"))))
                        .blockLast(LONG))
                .isEqualTo("false");
    }

    @Test
    void aConditionMayAskForTheResult() {
        store("category:chairs");
        writer.onCondition("chairs", "no");
        writer.onCondition("chairs", null);
        assertThat(isStored("category:chairs")).isTrue();
        assertEvicts(() -> writer.onCondition("chairs", "yes, it is"), "category:chairs");
    }

    @Test
    void severalAnnotationsComposedOnesAndInterfacesCountTogether() {
        assertEvicts(() -> writer.several("chairs"), "category:chairs", "product:1", "product:2", "catalogue");
        assertEvicts(() -> side.bean(Editor.class).rename("chairs"), "category:chairs");
    }

    @Test
    void anEvictionThatCannotBeNamedIsThrown() {
        assertThatThrownBy(() -> writer.broken(null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@EvictTags on " + Writer.class.getName() + ".broken")
                .hasMessageContaining("'category:' + #name.length()");
        assertThatThrownBy(() -> writer.result(" ".repeat(600))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itIsInsideTheCacheSoWhatIsPutAfterwardsStays() {
        store("catalogue");
        side.instance.cache("entries").put("old", "value", EntryOptions.tagged("entry"));
        writer.replace("entry");
        assertThat(isStored("old")).isFalse();
        assertThat(side.instance.cache("entries").lookup("entry").value()).isEqualTo("replaced");
    }

    @ParameterizedTest
    @ValueSource(classes = {Writer.class, WithAspects.class})
    void itsAdviceIsTheInnermostWhoeverMakesTheProxy(Class<?> more) {
        try (AnnotatedContext other = new AnnotatedContext(Writer.class, more, Transactions.class)) {
            Object[] advice = Stream.of(((Advised) other.bean(Writer.class)).getAdvisors())
                    .map(Advisor::getAdvice)
                    .toArray();
            assertThat(advice).hasSizeGreaterThanOrEqualTo(3);
            assertThat(advice[advice.length - 1]).isInstanceOf(EvictTagsInterceptor.class);
            assertThat(advice).anyMatch(TerraceCacheInterceptor.class::isInstance);
            assertThat(advice).anyMatch(TransactionInterceptor.class::isInstance);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Misspelt.class, MisspeltLife.class, MisspeltTags.class})
    void anAnnotationThatCannotBeUnderstoodIsAnErrorAtStartUp(Class<?> component) {
        assertThatThrownBy(() -> new AnnotatedContext(component))
                .isInstanceOf(BeanCreationException.class)
                .cause()
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining(component.getName() + ".change");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                TagBeforeItsResult.class,
                ConditionBeforeItsResult.class,
                UserOfTheResult.class,
                SegmentOfTheResult.class
            })
    void aResultThatIsAskedForBeforeThereIsOneIsAnErrorAtStartUp(Class<?> component) {
        assertThatThrownBy(() -> new AnnotatedContext(component))
                .isInstanceOf(BeanCreationException.class)
                .cause()
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining(component.getName() + ".change")
                .hasMessageContaining("before there is a #result");
    }

    @Test
    void aPlaceholderThatCannotBeResolvedSaysWhereItStandsAndWhatToDo() {
        assertThatThrownBy(() -> new AnnotatedContext(Placeholders.class, Unresolved.class))
                .isInstanceOf(BeanCreationException.class)
                .cause()
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining("@CacheTtl on " + Unresolved.class.getName() + ".change")
                .hasMessageContaining("shop.ttl")
                .hasMessageContaining("give it a default");
    }

    @Test
    void withoutReactorAPublisherIsAnErrorThatSaysSo() throws Exception {
        Method publisher = Writer.class.getMethod("mono", Mono.class);
        assertThatThrownBy(() -> EvictTagsInterceptor.requireReactor(publisher, false))
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining("reactor-core");
        assertThatCode(() -> EvictTagsInterceptor.requireReactor(publisher, true))
                .doesNotThrowAnyException();
        Method value = Writer.class.getMethod("result", String.class);
        assertThatCode(() -> EvictTagsInterceptor.requireReactor(value, false)).doesNotThrowAnyException();
    }

    @Test
    void withoutOurCachesTheMethodIsCalledAllTheSame() throws Exception {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.registerBean(ConcurrentMapCacheManager.class);
            context.register(AnnotatedContext.Caching.class, Writer.class);
            context.refresh();
            Writer bean = context.getBean(Writer.class);
            List<String> called = new ArrayList<>();
            bean.before("chairs", () -> {
                called.add("chairs");
                return "";
            });
            assertThat(called).containsExactly("chairs");
        }
    }
}
