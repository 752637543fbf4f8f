package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;

/** A hit skips the method and nothing else: whether somebody may call it is asked each time. */
class PermissionTests {

    record File(String name, String owner) {}

    static class Files {

        final AtomicInteger reads = new AtomicInteger();

        int reads() {
            return reads.get();
        }

        @Cacheable("files")
        @PreAuthorize("hasRole('AUDITOR')")
        public String read(String name) {
            return name + " " + reads.incrementAndGet();
        }

        @Cacheable("files")
        @PreAuthorize("hasRole('AUDITOR')")
        public CompletableFuture<String> readLater(String name) {
            return CompletableFuture.completedFuture(read(name));
        }

        @Cacheable("files")
        @PreAuthorize("hasRole('AUDITOR')")
        public Mono<String> readOnDemand(String name) {
            return Mono.fromSupplier(() -> read(name));
        }

        @Cacheable("owned")
        @PostAuthorize("returnObject.owner == authentication.name")
        public File owned(String name) {
            reads.incrementAndGet();
            return new File(name, "alice");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableMethodSecurity
    static class Secured {}

    @Configuration(proxyBeanMethods = false)
    @EnableReactiveMethodSecurity
    static class SecuredReactively {}

    @Configuration(proxyBeanMethods = false)
    static class WithoutFastPath {
        @Bean
        AnnotationSettings annotationSettings() {
            return new AnnotationSettings(true, false);
        }
    }

    private AnnotatedContext side;
    private Files files;

    private void start(Class<?>... components) {
        side = new AnnotatedContext(Instance.nearOnly(Policies.NEAR), components);
        files = side.bean(Files.class);
    }

    @AfterEach
    void close() {
        SecurityContextHolder.clearContext();
        side.close();
    }

    private static Authentication user(String name, String role) {
        return new TestingAuthenticationToken(name, "", "ROLE_" + role);
    }

    private static <T> T as(Authentication user, Supplier<T> call) {
        SecurityContextHolder.getContext().setAuthentication(user);
        try {
            return call.get();
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Secured.class, WithoutFastPath.class})
    void aHitAsksForPermissionOnTheFastPathAndOffIt(Class<?> more) {
        start(Secured.class, more, Files.class);
        Authentication auditor = user("alice", "AUDITOR");
        assertThat(as(auditor, () -> files.read("a"))).isEqualTo("a 1");
        List<String> resolutions = resolutions();
        assertThat(as(auditor, () -> files.read("a"))).isEqualTo("a 1");
        assertThat(resolutions).as("a hit that Spring saw").hasSize(more == WithoutFastPath.class ? 1 : 0);
        assertThatThrownBy(() -> as(user("bob", "USER"), () -> files.read("a")))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> as(user("bob", "USER"), () -> files.readLater("a")))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(as(auditor, () -> files.readLater("a").join())).isEqualTo("a 1");
        assertThat(files.reads()).isEqualTo(1);
    }

    private List<String> resolutions() {
        List<String> resolutions = new CopyOnWriteArrayList<>();
        TerraceCacheInterceptor interceptor = side.bean(TerraceCacheInterceptor.class);
        CacheResolver resolver = interceptor.getCacheResolver();
        interceptor.setCacheResolver((CacheOperationInvocationContext<?> context) -> {
            resolutions.add(context.getMethod().getName());
            return resolver.resolveCaches(context);
        });
        return resolutions;
    }

    @Test
    void whatAHitReturnsIsAskedForToo() {
        start(Secured.class, Files.class);
        assertThat(as(user("alice", "USER"), () -> files.owned("a")).owner()).isEqualTo("alice");
        assertThatThrownBy(() -> as(user("bob", "USER"), () -> files.owned("a")))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(as(user("alice", "USER"), () -> files.owned("a")).name()).isEqualTo("a");
        assertThat(files.reads()).isEqualTo(1);
    }

    @Test
    void theSubscriberOfAHitIsAskedFor() {
        start(SecuredReactively.class, Files.class);
        // Called anew each time: Spring Security proceeds with one invocation for all subscribers of a publisher.
        assertThat(subscribed(user("alice", "AUDITOR"), files.readOnDemand("a")))
                .isEqualTo("a 1");
        assertThat(subscribed(user("alice", "AUDITOR"), files.readOnDemand("a")))
                .isEqualTo("a 1");
        assertThatThrownBy(() -> subscribed(user("bob", "USER"), files.readOnDemand("a")))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(files.reads()).isEqualTo(1);
    }

    private static <T> T subscribed(Authentication user, Mono<T> mono) {
        return mono.contextWrite(ReactiveSecurityContextHolder.withAuthentication(user))
                .block(Duration.ofSeconds(20));
    }
}
