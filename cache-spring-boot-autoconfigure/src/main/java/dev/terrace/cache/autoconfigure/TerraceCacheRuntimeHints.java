package dev.terrace.cache.autoconfigure;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/** What a native image must keep: the scripts, the ready-made policies, the console, and the field of Spring's key that tells its parts. */
final class TerraceCacheRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("dev/terrace/cache/redis/*.lua");
        hints.resources().registerPattern(ReadyMade.RESOURCE);
        hints.resources().registerPattern(TerraceConsoleEndpoint.RESOURCES + "*");
        BindableRuntimeHintsRegistrar.forTypes(ReadyMade.Group.class).registerHints(hints);
        Field parameters = ReflectionUtils.findField(SimpleKey.class, "params");
        if (parameters != null) {
            hints.reflection().registerField(parameters);
        }
    }
}
