package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.micrometer.KeyGroups;
import dev.terrace.cache.micrometer.ObservedEvents;
import dev.terrace.cache.micrometer.Spans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.Cacheable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The span of a load lies between that of a subscriber and those of what the publisher does. */
class ObservedPublisherTests {

    private static final String KEY = "micrometer.observation";

    /** A method whose publisher notes the span that it is part of. */
    static class Catalogue {

        private static Mono<String> span() {
            return Mono.deferContextual(context ->
                    Mono.just(context.<Observation>get(KEY).getContext().getName()));
        }

        @Cacheable("mono")
        public Mono<String> mono(int id) {
            return span().subscribeOn(Schedulers.parallel());
        }

        @Cacheable("flux")
        public Flux<String> flux(int id) {
            return span().flux();
        }
    }

    private final Spans spans = new Spans();
    private final ObservationRegistry registry = spans.registry();
    private final AnnotatedContext context = new AnnotatedContext(
            Instance.started(
                    null,
                    Policies.NEAR,
                    CoherenceSettings.defaults(),
                    new ObservedEvents(() -> registry, new ObservedEvents.Settings(true, KeyGroups.NONE))),
            Catalogue.class);
    private final Observation request = Observation.start("request", registry);

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void ofAMono() {
        Mono<String> found = context.bean(Catalogue.class).mono(1);
        assertThat(found.contextWrite(reader -> reader.put(KEY, request)).block(Duration.ofSeconds(20)))
                .isEqualTo("terrace.cache.load");
        assertThat(spans.texts()).containsExactly("terrace.cache.load load success < request");
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void ofAFlux() {
        Flux<String> found = context.bean(Catalogue.class).flux(1);
        assertThat(found.contextWrite(reader -> reader.put(KEY, request))
                        .collectList()
                        .block(Duration.ofSeconds(20)))
                .containsExactly("terrace.cache.load");
        assertThat(spans.texts()).containsExactly("terrace.cache.load load success < request");
    }
}
