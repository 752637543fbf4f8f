package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.spring.MethodExpression.Place;
import dev.terrace.cache.spring.annotation.CacheTags;
import dev.terrace.cache.spring.annotation.CacheTtl;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Mono;

/** An entry lives as long as its method says, else as its cache does. */
class CacheTtlTests {

    record Token(String text, @Nullable Object expiresIn) {}

    static class Tokens {

        final AtomicInteger calls = new AtomicInteger();

        int calls() {
            return calls.get();
        }

        @Cacheable("tokens")
        @CacheTtl("20ms")
        public String shortly(String id) {
            return id + calls.incrementAndGet();
        }

        @Cacheable("tokens")
        @CacheTtl("${ttl:1h}")
        public String configured(String id) {
            return id + calls.incrementAndGet();
        }

        @Cacheable("tokens")
        @CacheTtl("#result.expiresIn")
        public Token token(Object expiresIn) {
            return new Token("#" + calls.incrementAndGet(), expiresIn);
        }

        @Cacheable("tokens")
        @CacheTtl("#result.expiresIn")
        public CompletableFuture<Token> future(Object expiresIn) {
            return CompletableFuture.supplyAsync(() -> token(expiresIn));
        }

        @Cacheable("tokens")
        @CacheTtl("#result.expiresIn")
        public Mono<Token> mono(Object expiresIn) {
            return Mono.fromSupplier(() -> token(expiresIn));
        }

        @CachePut(cacheNames = "tokens", key = "#id")
        @CacheTtl("20ms")
        public String put(String id) {
            return id;
        }

        @Cacheable("refreshed")
        @CacheTtl("#expiresIn")
        @CacheTags({"'version ' + #result", "'life ' + #expiresIn"})
        public int refreshed(Duration expiresIn) {
            return calls.incrementAndGet();
        }
    }

    /** Advice around the cache's that uses the arguments for something else when the call is over. */
    @Configuration(proxyBeanMethods = false)
    static class Spoiling {
        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static DefaultPointcutAdvisor spoilingAdvisor() {
            NameMatchMethodPointcut refreshed = new NameMatchMethodPointcut();
            refreshed.setMappedName("refreshed");
            DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(refreshed, (MethodInterceptor) invocation -> {
                try {
                    return invocation.proceed();
                } finally {
                    invocation.getArguments()[0] = null;
                }
            });
            advisor.setOrder(0);
            return advisor;
        }
    }

    private AnnotatedContext side;
    private Tokens tokens;

    private void start(CachePolicy policy) {
        side = new AnnotatedContext(Instance.nearOnly(policy), Tokens.class, Spoiling.class);
        tokens = side.bean(Tokens.class);
    }

    @AfterEach
    void close() {
        if (side != null) {
            side.close();
        }
    }

    /** Ends only if an entry of 20 ms ends; one of ten minutes, as the cache has it, does not. */
    private void assertExpires(Supplier<?> call) {
        Object first = call.get();
        Awaitility.await().until(() -> !call.get().equals(first));
        assertThat(side.notStored()).isEmpty();
    }

    private void assertLasts(Supplier<?> call) {
        assertThat(call.get()).isEqualTo(call.get());
        assertThat(side.notStored()).isEmpty();
    }

    @Test
    void aLiteralIsTheLifeOfEveryEntry() {
        start(Policies.NEAR);
        assertExpires(() -> tokens.shortly("a"));
        assertLasts(() -> tokens.configured("b"));
        tokens.put("c");
        Awaitility.await().until(() -> side.manager().getCache("tokens").get("c") == null);
    }

    @Test
    void anExpressionGivesTheLifeOfEachEntry() {
        start(Policies.NEAR);
        assertExpires(() -> tokens.token(Duration.ofMillis(20)));
        assertExpires(() -> tokens.token("20ms"));
        assertExpires(() -> tokens.future("PT0.02S").join());
        assertExpires(() -> tokens.mono("0s20ms").block());
        assertLasts(() -> tokens.token("1h"));
    }

    @Test
    void nullIsThePolicys() {
        start(Policies.living(Policies.NEAR, Duration.ofMillis(20)));
        assertExpires(() -> tokens.token(null));
        assertLasts(() -> tokens.token("1h"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s", "soon", "3600", ""})
    void whatIsNoDurationIsServedAndNotStored(String expiresIn) {
        start(Policies.NEAR);
        assertThat(tokens.token(expiresIn).text()).isEqualTo("#1");
        assertThat(tokens.token(expiresIn).text()).isEqualTo("#2");
        assertThat(side.notStored()).hasSize(2);
    }

    @Test
    void aBareNumberHasNoUnit() {
        start(Policies.NEAR);
        tokens.token(3600);
        assertThat(side.notStored())
                .singleElement()
                .asString()
                .contains("#result.expiresIn", "Tokens.token", "java.lang.Integer", "a java.time.Duration");
    }

    /** The refresh runs on another thread when its caller has long had the old value. */
    @Test
    void aRefreshInTheBackgroundStoresWithWhatItsCallSaid() {
        start(Policies.stale(Policies.NEAR, Duration.ofHours(1), Duration.ZERO));
        Duration life = Duration.ofMillis(20);
        assertThat(tokens.refreshed(life)).isEqualTo(1);
        Awaitility.await().until(() -> tokens.refreshed(life) == 2);
        int seen = tokens.refreshed(life);
        side.manager().evictByTag("life PT0.02S");
        assertThat(tokens.refreshed(life)).as("loaded by its caller").isGreaterThan(seen);
    }

    @ParameterizedTest
    @CsvSource({"10m,PT10M", "PT10M,PT10M", "1h30m,PT1H30M", "500ms,PT0.5S", "1d,PT24H"})
    void durationsAreWrittenInThreeStyles(String text, Duration life) {
        assertThat(LifeExpression.parse(place(), text).fixed()).isEqualTo(life);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "soon", "10 minutes", "-5m", "0s", "", "none", "result.expiresIn", "40000d"})
    void aLiteralThatIsNoneIsRefusedAtOnce(String text) {
        assertThatThrownBy(() -> LifeExpression.parse(place(), text))
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("@CacheTtl on " + Tokens.class.getName() + ".shortly")
                .hasMessageContaining("with its unit");
    }

    private static Place place() {
        Method method = ReflectionUtils.findMethod(Tokens.class, "shortly", String.class);
        return new Place(CacheTtl.class, method);
    }
}
