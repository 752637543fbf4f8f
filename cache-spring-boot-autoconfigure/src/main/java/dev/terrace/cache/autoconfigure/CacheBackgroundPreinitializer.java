package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.redis.RedisClasses;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import tools.jackson.databind.json.JsonMapper;

/** Loads what the caches need beside the start of the application, where Boot does so with its own: if there is a processor for it. */
final class CacheBackgroundPreinitializer implements BackgroundPreinitializer {

    @Override
    public void preinitialize() {
        JsonMapper.builder().build();
        RedisClasses.load();
    }
}
