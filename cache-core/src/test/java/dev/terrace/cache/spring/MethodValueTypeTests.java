package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What type a cached method's values have. */
class MethodValueTypeTests {

    record Product(long id) {}

    interface Repository<T, K> {
        T find(K key);

        List<T> findAll();

        Optional<T> findFirst();
    }

    static class Products implements Repository<Product, Long> {
        @Override
        public Product find(Long key) {
            return new Product(key);
        }

        @Override
        public List<Product> findAll() {
            return List.of();
        }

        @Override
        public Optional<Product> findFirst() {
            return Optional.empty();
        }

        Map<String, List<Product>> byName() {
            return Map.of();
        }

        CompletableFuture<Product> later() {
            return new CompletableFuture<>();
        }

        CompletableFuture<Optional<Product>> perhapsLater() {
            return new CompletableFuture<>();
        }

        Mono<Product> mono() {
            return Mono.empty();
        }

        Flux<Product> flux() {
            return Flux.empty();
        }

        Object anything() {
            return 1;
        }

        int number() {
            return 1;
        }
    }

    private static String typeOf(String method) {
        return typeOf(Products.class, method).getTypeName().replace(MethodValueTypeTests.class.getName() + "$", "");
    }

    private static Type typeOf(Class<?> target, String name) {
        Method method = Stream.of(ReflectionUtils.getAllDeclaredMethods(target))
                .filter(candidate -> candidate.getName().equals(name) && !candidate.isBridge())
                .findFirst()
                .orElseThrow();
        return MethodValueType.of(method, target);
    }

    @Test
    void genericsAreKept() {
        assertThat(typeOf("byName")).isEqualTo("java.util.Map<java.lang.String, java.util.List<Product>>");
        assertThat(typeOf("findAll")).isEqualTo("java.util.List<Product>");
    }

    @Test
    void whatSpringUnwrapsIsUnwrapped() {
        assertThat(typeOf("findFirst")).isEqualTo("Product");
        assertThat(typeOf("later")).isEqualTo("Product");
        assertThat(typeOf("perhapsLater")).isEqualTo("java.util.Optional<Product>");
        assertThat(typeOf("mono")).isEqualTo("Product");
        assertThat(typeOf("flux")).isEqualTo("java.util.List<Product>");
    }

    @Test
    void anInterfacesTypeVariablesAreThoseOfTheTarget() throws Exception {
        Method find = Repository.class.getMethod("find", Object.class);
        assertThat(MethodValueType.of(find, Products.class)).isEqualTo(Product.class);
        Method findAll = Repository.class.getMethod("findAll");
        assertThat(MethodValueType.of(findAll, Products.class).getTypeName()).endsWith("Product>");
    }

    @Test
    void aMethodThatDoesNotTellHasNoType() {
        assertThat(typeOf("anything")).isEqualTo("java.lang.Object");
        assertThat(typeOf("number")).isEqualTo("int");
    }
}
