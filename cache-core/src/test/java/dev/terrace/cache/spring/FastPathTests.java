package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.codec.Allocated;
import dev.terrace.cache.spring.CachingSide.Caches;
import dev.terrace.cache.spring.CachingSide.Errors;
import dev.terrace.cache.spring.annotation.CacheTags;
import dev.terrace.cache.spring.annotation.CacheTtl;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;

/** Hits in this process are answered before Spring builds its contexts, and count as hits. */
class FastPathTests {

    private static final int WARM_UP = 30_000;
    private static final int READS = 50_000;

    /** Compiled to the end it is about 72, without escape analysis 120; Spring needs 584 without a key and 1,600 with one. */
    private static final long BYTES = 200;

    record User(Integer id) {}

    static class Catalogue {
        @Cacheable("found")
        public String find(Integer id) {
            return "value";
        }

        @Cacheable(cacheNames = "found", key = "#user.id")
        public String ofUser(User user) {
            return "value";
        }

        @Cacheable(cacheNames = "found", key = "#id")
        public String named(Integer id) {
            return "value";
        }

        @Cacheable(cacheNames = "tagged", key = "#id")
        @CacheTags({"'id:' + #id", "#result"})
        @CacheTtl("#result.length() + 'h'")
        public String tagged(Integer id) {
            return "value";
        }

        @Cacheable(cacheNames = "found", key = "#id", condition = "#id > 0")
        public String onCondition(Integer id) {
            return "value";
        }
    }

    private CachingSide side;

    private Catalogue start(boolean fastPath) {
        side = new CachingSide(Caches.TERRACE, Errors.THROWN, new AnnotationSettings(true, fastPath), Catalogue.class);
        return side.context.getBean(Catalogue.class);
    }

    @AfterEach
    void close() {
        side.close();
    }

    /** What Spring asks before all else; our own resolver is only reached through it. */
    private List<String> resolutions() {
        List<String> resolutions = new CopyOnWriteArrayList<>();
        TerraceCacheInterceptor interceptor = side.context.getBean(TerraceCacheInterceptor.class);
        CacheResolver resolver = interceptor.getCacheResolver();
        interceptor.setCacheResolver((CacheOperationInvocationContext<?> context) -> {
            resolutions.add(context.getMethod().getName());
            return resolver.resolveCaches(context);
        });
        return resolutions;
    }

    @Test
    void aHitDoesNotReachSpring() {
        Catalogue catalogue = start(true);
        User user = new User(1);
        catalogue.find(1);
        catalogue.named(1);
        catalogue.ofUser(user);
        catalogue.tagged(1);
        catalogue.onCondition(1);
        List<String> resolutions = resolutions();
        assertThat(List.of(catalogue.find(1), catalogue.named(1), catalogue.ofUser(user), catalogue.tagged(1)))
                .containsOnly("value");
        assertThat(resolutions).isEmpty();
        catalogue.onCondition(1);
        catalogue.find(2);
        assertThat(resolutions).as("a condition and a miss are Spring's").containsExactly("onCondition", "find");
    }

    @Test
    void withoutTheFastPathEveryCallIsSprings() {
        Catalogue catalogue = start(false);
        catalogue.find(1);
        List<String> resolutions = resolutions();
        catalogue.find(1);
        assertThat(resolutions).containsExactly("find");
    }

    @Test
    void aHitCountsOnceAndAMissToo() {
        Catalogue catalogue = start(true);
        TerraceCache cache = (TerraceCache) side.manager().getCache("found");
        catalogue.find(1);
        catalogue.find(1);
        catalogue.find(1);
        assertThat(cache.statistics().hits()).isEqualTo(2);
        assertThat(cache.statistics().misses()).isEqualTo(1);
    }

    @Test
    void anEvictedEntryIsLoadedAnew() {
        Catalogue catalogue = start(true);
        catalogue.find(1);
        side.manager().getCache("found").evict(1);
        List<String> resolutions = resolutions();
        catalogue.find(1);
        assertThat(resolutions).containsExactly("find");
    }

    @Test
    void aHitAllocatesLittle() {
        Catalogue catalogue = start(true);
        User user = new User(1);
        Integer id = 1;
        assertThat(bytes(i -> catalogue.find(id))).as("no key").isLessThan(BYTES);
        assertThat(bytes(i -> catalogue.named(id))).as("#id").isLessThan(BYTES);
        assertThat(bytes(i -> catalogue.tagged(id))).as("tags").isLessThan(BYTES);
        assertThat(bytes(i -> catalogue.ofUser(user)))
                .as("#user.id, which SpEL's accessor reads")
                .isLessThan(2 * BYTES);
        assertThat(bytes(i -> catalogue.onCondition(id)))
                .as("Spring's way is noticed")
                .isGreaterThan(2 * BYTES);
    }

    private static long bytes(IntFunction<String> call) {
        read(call, WARM_UP);
        return Allocated.by(() -> read(call, READS)) / READS;
    }

    private static void read(IntFunction<String> call, int times) {
        for (int i = 0; i < times; i++) {
            if (call.apply(i) == null) {
                throw new AssertionError("The entry is gone");
            }
        }
    }
}
