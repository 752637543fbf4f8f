package dev.terrace.cache.spring;

import dev.terrace.cache.UnsupportedKeyException;
import dev.terrace.cache.codec.CompositeKey;
import java.lang.reflect.Field;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/** Tells the parts of Spring's {@link SimpleKey}, whose own text does not tell a Long from a String, and of keys that belong to somebody. */
public final class SpringKeys implements CompositeKey.Decomposer {

    private final @Nullable Field parameters = ReflectionUtils.findField(SimpleKey.class, "params", Object[].class);

    public SpringKeys() {
        if (parameters != null) {
            parameters.setAccessible(true);
        }
    }

    @Override
    public @Nullable CompositeKey decompose(Object key) {
        if (key instanceof ScopedKey scoped) {
            return scoped.parts();
        }
        if (!(key instanceof SimpleKey)) {
            return null;
        }
        if (parameters == null) {
            throw new UnsupportedKeyException(SimpleKey.class);
        }
        Object[] values = (Object[]) ReflectionUtils.getField(parameters, key);
        return new CompositeKey("SimpleKey", Arrays.asList(values));
    }
}
