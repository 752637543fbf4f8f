package dev.terrace.cache.benchmarks.near;

import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.anno.Cached;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.cache.annotation.Cacheable;

/** A service whose answers are cached, under each way of naming a key. */
interface Products {

    String VALUE = "x".repeat(1_024);

    /** Who asks. */
    record User(String id) {}

    /** No key: the argument itself. */
    String plain(String id);

    /** {@code #id}. */
    String byName(String id);

    /** {@code #p0}. */
    String byPosition(String id);

    /** {@code #user.id}. */
    String byProperty(User user);

    /** How often a method ran because there was no hit. */
    long loads();

    /** Counts what is not a hit. */
    abstract class Source implements Products {

        private final AtomicLong loads = new AtomicLong();

        String load() {
            loads.incrementAndGet();
            return VALUE;
        }

        @Override
        public long loads() {
            return loads.get();
        }
    }

    /** By Spring's annotation. */
    class Cacheables extends Source {

        @Override
        @Cacheable("plain")
        public String plain(String id) {
            return load();
        }

        @Override
        @Cacheable(cacheNames = "byName", key = "#id")
        public String byName(String id) {
            return load();
        }

        @Override
        @Cacheable(cacheNames = "byPosition", key = "#p0")
        public String byPosition(String id) {
            return load();
        }

        @Override
        @Cacheable(cacheNames = "byProperty", key = "#user.id")
        public String byProperty(User user) {
            return load();
        }
    }

    /** By JetCache's, which knows no {@code #p0}. */
    class JetCached extends Source {

        @Override
        @Cached(name = "plain", cacheType = CacheType.BOTH, localLimit = NearCache.BOUND, expire = NearCache.LIFE * 60)
        public String plain(String id) {
            return load();
        }

        @Override
        @Cached(
                name = "byName",
                key = "#id",
                cacheType = CacheType.BOTH,
                localLimit = NearCache.BOUND,
                expire = NearCache.LIFE * 60)
        public String byName(String id) {
            return load();
        }

        @Override
        @Cached(
                name = "byPosition",
                key = "args[0]",
                cacheType = CacheType.BOTH,
                localLimit = NearCache.BOUND,
                expire = NearCache.LIFE * 60)
        public String byPosition(String id) {
            return load();
        }

        @Override
        @Cached(
                name = "byProperty",
                key = "#user.id",
                cacheType = CacheType.BOTH,
                localLimit = NearCache.BOUND,
                expire = NearCache.LIFE * 60)
        public String byProperty(User user) {
            return load();
        }
    }
}
