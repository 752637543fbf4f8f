package dev.terrace.cache.spring;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import java.util.List;
import java.util.Map;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;

/** An application with our caches and annotations, as one is started by somebody who uses them. */
final class AnnotatedContext implements AutoCloseable {

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @Import(CacheAnnotationsConfiguration.class)
    static class Caching {}

    final Instance instance;
    final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    /** On caches of this process. */
    AnnotatedContext(Class<?>... components) {
        this(Instance.nearOnly(Policies.NEAR), components);
    }

    /** On the caches of this instance, which is closed with it. */
    AnnotatedContext(Instance instance, Class<?>... components) {
        this(instance, Map.of(), components);
    }

    AnnotatedContext(Instance instance, Map<String, Object> properties, Class<?>... components) {
        this.instance = instance;
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        context.registerBean(
                "cacheManager",
                CacheManager.class,
                instance::manager,
                definition -> definition.setDestroyMethodName(""));
        context.register(Caching.class);
        context.register(components);
        try {
            context.refresh();
        } catch (RuntimeException e) {
            instance.close();
            throw e;
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    TerraceCacheManager manager() {
        return instance.manager();
    }

    /** Why values were not stored. */
    List<String> notStored() {
        return instance.events().stream()
                .filter(CacheEvent.ValueNotStored.class::isInstance)
                .map(event -> ((CacheEvent.ValueNotStored) event).reason())
                .toList();
    }

    @Override
    public void close() {
        context.close();
        instance.close();
    }
}
