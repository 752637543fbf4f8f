package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import dev.terrace.cache.autoconfigure.MigratedCatalogue.Annotated;
import dev.terrace.cache.autoconfigure.MigratedCatalogue.ByHand;
import dev.terrace.cache.autoconfigure.MigratedCatalogue.Lives;
import dev.terrace.cache.autoconfigure.MigratedCatalogue.Product;
import dev.terrace.cache.autoconfigure.MigratedCatalogue.Repository;
import dev.terrace.cache.autoconfigure.MigratedCatalogue.RollOut;
import dev.terrace.cache.autoconfigure.MigratedCatalogue.Token;
import dev.terrace.cache.spring.TerraceCacheManager;
import dev.terrace.cache.testing.Snippets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What docs/migration.md shows under "After" is what stands here, and does what is said of it. */
class MigrationDocumentationTests {

    private static final List<String> YAML = List.of(
            "from-redis.yml",
            "from-caffeine.yml",
            "from-caffeine-shared.yml",
            "from-redisson.yml",
            "from-jetcache.yml");

    private final ApplicationContextRunner application = Contexts.caching()
            .withUserConfiguration(Lives.class)
            .withBean(Repository.class)
            .withBean(ByHand.class)
            .withBean(Annotated.class)
            .withBean(RollOut.class);

    @Test
    void thePageShowsWhatIsTested() throws Exception {
        Snippets.assertShown(Path.of("..", "docs", "migration.md"), List.of(MigratedCatalogue.class), YAML);
    }

    private static Function<String, CachePolicy> policies(String file) {
        Map<String, CachePolicy> found = new HashMap<>();
        Resolving.resolve(Snippets.yaml(file), Resolving.ALL, resolved -> found.putAll(resolved.declared()));
        return name -> Objects.requireNonNull(found.get(name), name);
    }

    @Test
    void fromRedis() {
        Function<String, CachePolicy> policy = policies("from-redis.yml");

        assertThat(policy.apply("countries").timeToLive()).isEqualTo(Duration.ofDays(1));
        assertThat(policy.apply("countries").nullValues().enabled()).isFalse();
        assertThat(policy.apply("sessions").timeToIdle()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void fromCaffeine() {
        Function<String, CachePolicy> policy = policies("from-caffeine.yml");

        assertThat(policy.apply("countries").tiers()).containsExactly(Tier.NEAR);
        assertThat(policy.apply("countries").refreshAhead().mode()).isEqualTo(CachePolicy.RefreshAhead.Mode.THRESHOLD);
        assertThat(policy.apply("sessions").jitter()).isZero();
        assertThat(policies("from-caffeine-shared.yml").apply("countries").tiers())
                .containsExactly(Tier.NEAR, Tier.REMOTE);
    }

    @Test
    void fromRedisson() {
        Function<String, CachePolicy> policy = policies("from-redisson.yml");

        assertThat(policy.apply("products").near().maximumSize()).isEqualTo(10_000);
        assertThat(policy.apply("price.lists").tiers()).containsExactly(Tier.REMOTE);
    }

    @Test
    void fromJetCache() {
        Function<String, CachePolicy> policy = policies("from-jetcache.yml");

        assertThat(policy.apply("products").near().timeToLive()).isEqualTo(Duration.ofMinutes(1));
        assertThat(policy.apply("products").nullValues().enabled()).isFalse();
        assertThat(policy.apply("orders").tiers()).containsExactly(Tier.REMOTE);
    }

    @Test
    void theCodeByHandReadsLoadsOnceAndEvicts() {
        application.run(context -> {
            ByHand catalogue = context.getBean(ByHand.class);
            Repository repository = context.getBean(Repository.class);

            assertThat(catalogue.find(1)).isEqualTo(catalogue.find(1)).isEqualTo(new Product(1, "p1"));
            assertThat(repository.loads).hasValue(1);
            assertThat(catalogue.findAll(List.of(1L, 2L))).containsOnlyKeys(1L, 2L);
            assertThat(repository.loads).hasValue(2);
            catalogue.rename(1, "new");
            catalogue.find(1);
            assertThat(repository.loads).hasValue(3);
        });
    }

    @Test
    void theAnnotatedCodeReadsPutsAndEvicts() {
        application.run(context -> {
            Annotated catalogue = context.getBean(Annotated.class);

            assertThat(catalogue.find(1)).isSameAs(catalogue.find(1));
            Product saved = catalogue.save(new Product(1, "saved"));
            assertThat(catalogue.find(1)).isSameAs(saved);
            catalogue.rename(1, "new");
            assertThat(catalogue.find(1)).isEqualTo(new Product(1, "p1"));
            context.getBean(RollOut.class).clear();
            assertThat(catalogue.find(1)).isNotSameAs(saved);
            assertThat(catalogue.token("a")).isSameAs(catalogue.token("a"));
        });
    }

    @Test
    void aPolicyBeanSaysHowLongAnEntryLives() {
        application.run(context -> {
            var tokens = Objects.requireNonNull(
                    context.getBean(TerraceCacheManager.class).getTerraceCache("others"));

            tokens.put("short", new Token("t", Duration.ofMillis(1)));
            tokens.put("long", new Token("t", Duration.ofHours(1)));

            await().untilAsserted(() -> assertThat(tokens.get("short")).isNull());
            assertThat(tokens.get("long")).isNotNull();
        });
    }

    /** "Ten callers, one cold key: one load", and a null that is not kept reaches its caller. */
    @Test
    void aNullThatIsNotKeptIsServed() {
        application
                .withPropertyValues("terrace.cache.defaults.null-values.enabled=false")
                .run(context -> {
                    var products = Objects.requireNonNull(
                            context.getBean(TerraceCacheManager.class).getTerraceCache("products"));

                    assertThat(products.<Object>get("none", () -> null)).isNull();
                    assertThat(products.get("none")).isNull();
                });
    }
}
