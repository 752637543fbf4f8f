package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.util.ClassUtils;

/** What the starter brings, and what it does not. */
class ClassPathTests {

    /** Spring loads most of them with the first cache aspect, some 750 classes, if they are there. */
    @Test
    void noReactiveLibraryComesWithTheClientOfRedis() {
        ClassLoader classes = ClassPathTests.class.getClassLoader();
        assertThat(ClassUtils.isPresent("org.redisson.Redisson", classes)).isTrue();
        assertThat(ClassUtils.isPresent("reactor.core.publisher.Flux", classes)).isFalse();
        assertThat(ClassUtils.isPresent("io.reactivex.rxjava3.core.Flowable", classes))
                .isFalse();
    }
}
