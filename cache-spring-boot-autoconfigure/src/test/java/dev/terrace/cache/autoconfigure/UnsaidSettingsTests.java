package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;

/** Who leaves to the library how long entries live, and how many the near tier keeps, is told what that is. */
@ExtendWith(OutputCaptureExtension.class)
class UnsaidSettingsTests {

    private static final String LIFE = "No 'time-to-live' is set for";
    private static final String SIZE = "Nothing bounds the near tier of";

    private final ApplicationContextRunner contexts = Contexts.caching();

    @Test
    void theCachesThatItConcernsAreNamedOnceOfEachKind(CapturedOutput output) {
        contexts.withInitializer(Contexts.yaml("""
                        terrace.cache:
                          policies: { short: { time-to-live: 1m, near.profile: small } }
                          caches:
                            prices: { policy: short, tiers: [near, remote] }
                            pages: { near.maximum-weight: 1MB }
                            carts: { time-to-live: none }
                            far: { tiers: [remote], time-to-live: 1m }
                            users: {}
                        """))
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output)
                .containsOnlyOnce(LIFE + " 'pages', 'users': ")
                .containsOnlyOnce(SIZE + " 'carts', 'users': ")
                .contains(
                        "is served for PT10M",
                        "it keeps 10000 entries",
                        "set it for the cache, its policy or 'terrace.cache.defaults'")
                .contains("(or 'terrace.cache.silenced-advice: time-to-live')")
                .contains("(or 'terrace.cache.silenced-advice: near-size')");
    }

    @Test
    void ofManyTheFirstAreNamed(CapturedOutput output) {
        contexts.withPropertyValues("spring.cache.cache-names=a,b,c,d,e,f,g,h,i,j,k,l")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains(LIFE + " 'a', 'b', ", "'j' and 2 more: ");
    }

    @Test
    void whereDefaultsSayItNothingIsAdvised(CapturedOutput output) {
        contexts.withPropertyValues(
                        "spring.cache.cache-names=a,b",
                        "terrace.cache.defaults.time-to-live=5m",
                        "terrace.cache.defaults.near.maximum-size=100")
                .run(context -> assertThat(context.getBean(CacheManager.class).getCache("other"))
                        .isNotNull());
        assertThat(output).doesNotContain(LIFE, SIZE);
    }

    @Test
    void ofCachesThatNobodyDeclaredItIsSaidWithTheFirst(CapturedOutput output) {
        contexts.run(context -> {
            CacheManager manager = context.getBean(CacheManager.class);
            assertThat(output).doesNotContain(LIFE, SIZE);
            Objects.requireNonNull(manager.getCache("one"));
            Objects.requireNonNull(manager.getCache("two"));
        });
        assertThat(output).containsOnlyOnce(LIFE + " 'one': ").containsOnlyOnce(SIZE + " 'one': ");
    }

    /** The start is over by then. */
    @Test
    void aCacheThatIsMadeAtRunTimeNeverFailsForIt(CapturedOutput output) {
        contexts.withPropertyValues("terrace.cache.advice=strict")
                .run(context -> assertThat(context.getBean(CacheManager.class).getCache("one"))
                        .isNotNull());
        assertThat(output).contains(LIFE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"time-to-live", "near-size"})
    void eachIsSilencedByItself(String kind, CapturedOutput output) {
        contexts.withPropertyValues("spring.cache.cache-names=a", "terrace.cache.silenced-advice=" + kind)
                .run(context -> assertThat(context).hasNotFailed());
        boolean life = kind.equals("time-to-live");
        assertThat(output.toString().contains(LIFE)).isEqualTo(!life);
        assertThat(output.toString().contains(SIZE)).isEqualTo(life);
    }

    @ParameterizedTest
    @ValueSource(strings = {"time-to-live", "near.maximum-size"})
    void strictAdviceFailsStartUp(String said) {
        contexts.withPropertyValues(
                        "terrace.cache.advice=strict",
                        "terrace.cache.caches.a." + said + "=" + (said.startsWith("near") ? "10" : "1m"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContainingAll(
                                said.startsWith("near") ? LIFE : SIZE, "or set 'terrace.cache.advice: warn'"));
    }
}
