package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.spring.annotation.CacheSegment;
import dev.terrace.cache.spring.annotation.CacheUser;
import dev.terrace.cache.spring.annotation.EvictTags;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;

/** Where another manager keeps the entries, nobody gets those of somebody else. */
@ExtendWith(OutputCaptureExtension.class)
class SteppedBackTests {

    public static class Shop {
        private final AtomicInteger calls = new AtomicInteger();
        private volatile String user = "alice";

        void signIn(String name) {
            user = name;
        }

        public String currentUser() {
            return user;
        }

        @Cacheable("orders")
        @CacheUser("#root.target.currentUser()")
        public String orders(int year) {
            return user + " " + year;
        }

        @Cacheable("prices")
        @CacheSegment("#root.target.currentUser()")
        public String prices(int year) {
            return user + " " + year;
        }

        @Cacheable("products")
        public int product(int id) {
            return calls.incrementAndGet();
        }

        @Cacheable(cacheNames = "answers", keyGenerator = "canonicalKeyGenerator")
        public int answer(String question) {
            return calls.incrementAndGet();
        }

        @EvictTags("'category:' + #name")
        public String discount(String name) {
            return name;
        }
    }

    static Stream<ApplicationContextRunner> steppedBack() {
        ApplicationContextRunner contexts = Contexts.caching().withBean(Shop.class);
        return Stream.of(
                contexts.withPropertyValues("terrace.cache.enabled=false"),
                contexts.withPropertyValues("spring.cache.type=simple"),
                contexts.withPropertyValues("spring.cache.type=caffeine"),
                contexts.withBean("mine", CacheManager.class, ConcurrentMapCacheManager::new));
    }

    @ParameterizedTest
    @MethodSource("steppedBack")
    void noUserGetsTheEntriesOfAnother(ApplicationContextRunner contexts) {
        contexts.run(context -> {
            assertThat(context).hasSingleBean(CacheManager.class).doesNotHaveBean(TerraceCacheManager.class);
            Shop shop = context.getBean(Shop.class);
            for (String user : List.of("alice", "bob")) {
                shop.signIn(user);
                assertThatThrownBy(() -> shop.orders(2026))
                        .hasMessageContainingAll("'orders' is not one of Terrace", "spring.cache.type: none");
                assertThatThrownBy(() -> shop.prices(2026)).hasMessageContaining("'prices' is not one of Terrace");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("steppedBack")
    void everythingElseIsCachedAsBefore(ApplicationContextRunner contexts) {
        contexts.run(context -> {
            Shop shop = context.getBean(Shop.class);
            assertThat(shop.product(1)).isEqualTo(shop.product(1)).isNotEqualTo(shop.product(2));
            assertThat(shop.answer("a")).isEqualTo(shop.answer("a")).isNotEqualTo(shop.answer("b"));
        });
    }

    @ParameterizedTest
    @MethodSource("steppedBack")
    void tagsAreNotEvictedAndOneLineSaysSo(ApplicationContextRunner contexts, CapturedOutput output) {
        contexts.run(context -> {
            Shop shop = context.getBean(Shop.class);
            assertThat(shop.discount("chairs")).isEqualTo("chairs");
            assertThat(shop.discount("tables")).isEqualTo("tables");
        });
        assertThat(output).containsOnlyOnce("@EvictTags does nothing");
    }

    @Test
    void withoutACacheEachUserGetsTheirOwn() {
        Contexts.caching()
                .withBean(Shop.class)
                .withPropertyValues("spring.cache.type=none")
                .run(context -> {
                    Shop shop = context.getBean(Shop.class);
                    assertThat(shop.orders(2026)).isEqualTo("alice 2026");
                    shop.signIn("bob");
                    assertThat(shop.orders(2026)).isEqualTo("bob 2026");
                    assertThat(shop.prices(2026)).isEqualTo("bob 2026");
                });
    }

    @Test
    void anApplicationHasBothAutoConfigurations() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(
                        TerraceAnnotationsAutoConfiguration.class.getName(),
                        TerraceCacheAutoConfiguration.class.getName());
    }
}
