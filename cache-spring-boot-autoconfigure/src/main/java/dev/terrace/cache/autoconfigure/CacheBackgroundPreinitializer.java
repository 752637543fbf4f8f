package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.redis.RedisClasses;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/** Loads what the caches need beside the start of the application, where Boot does so with its own: if there is a processor for it. */
final class CacheBackgroundPreinitializer implements BackgroundPreinitializer {

    @Override
    public void preinitialize() {
        RedisClasses.load();
    }
}
