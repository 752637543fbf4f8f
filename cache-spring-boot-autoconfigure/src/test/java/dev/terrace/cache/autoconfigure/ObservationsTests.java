package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.micrometer.ObservedEvents;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What an application has to set that its caches are traced, or not. */
class ObservationsTests {

    private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();
    private final ApplicationContextRunner contexts = Contexts.caching()
            .withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
            .withBean("handler", ObservationHandler.class, this::handler);

    private ObservationHandler<Observation.Context> handler() {
        return new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        };
    }

    private static void load(TerraceCacheManager manager) {
        TerraceCache cache = manager.getTerraceCache("products");
        assertThat((String) cache.get("user:1", () -> "value")).isEqualTo("value");
    }

    @Test
    void loadsAreObservedIfSomebodyListens() {
        contexts.withPropertyValues("terrace.cache.observations.key-groups.users=^user:")
                .run(context -> {
                    load(context.getBean(TerraceCacheManager.class));
                    assertThat(stopped).extracting(Observation.Context::getName).containsExactly("terrace.cache.load");
                    assertThat(stopped.get(0)
                                    .getLowCardinalityKeyValue("key.group")
                                    .getValue())
                            .isEqualTo("users");
                });
    }

    @Test
    void switchedOffNothingIsAskedOfTheRegistry() {
        contexts.withPropertyValues("terrace.cache.observations.enabled=false").run(context -> {
            load(context.getBean(TerraceCacheManager.class));
            assertThat(stopped).isEmpty();
            assertThat(context).hasSingleBean(ObservationRegistry.class).doesNotHaveBean(ObservedEvents.class);
        });
    }

    @Test
    void withoutARegistryOfMetersOrObservationsNobodyObserves() {
        Contexts.caching()
                .run(context -> assertThat(
                                context.getBeansOfType(CacheListener.class).values())
                        .isNotEmpty()
                        .allMatch(listener -> listener.observer() == null));
    }

    @Test
    void whatIsNoRegularExpressionFailsStartUp() {
        Contexts.caching()
                .withPropertyValues("terrace.cache.observations.key-groups.users=(user:")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining(CacheConfigurationException.class.getName())
                        .hasStackTraceContaining(
                                "'terrace.cache.observations.key-groups.users' ((user:) is no regular expression"));
    }
}
