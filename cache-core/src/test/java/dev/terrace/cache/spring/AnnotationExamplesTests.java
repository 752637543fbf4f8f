package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.spring.AnnotationExamples.Account;
import dev.terrace.cache.spring.AnnotationExamples.Catalogue;
import dev.terrace.cache.spring.AnnotationExamples.Keys;
import dev.terrace.cache.spring.AnnotationExamples.Model;
import dev.terrace.cache.spring.AnnotationExamples.Network;
import dev.terrace.cache.spring.AnnotationExamples.Product;
import dev.terrace.cache.spring.AnnotationExamples.Simulation;
import dev.terrace.cache.spring.AnnotationExamples.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;

/** What docs/annotations.md shows is compiled, and does what the page says. */
class AnnotationExamplesTests {

    private static final Path PAGE = Path.of("..", "docs", "annotations.md");
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "terrace", "cache", "spring", "AnnotationExamples.java");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final AnnotatedContext side = new AnnotatedContext(
            Instance.nearOnly(Policies.NEAR),
            Catalogue.class,
            Tokens.class,
            Account.class,
            Simulation.class,
            Network.class,
            Keys.class,
            Model.class);

    @AfterEach
    void close() {
        SecurityContextHolder.clearContext();
        side.close();
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void everyBlockOfThePageIsInTheCompiledSource() throws IOException {
        String source = withoutIndentation(Files.readString(SOURCE));
        Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
        List<String> found = blocks.results().map(block -> block.group(1)).toList();
        assertThat(found).hasSizeGreaterThanOrEqualTo(8);
        assertThat(found).allSatisfy(block -> assertThat(source).contains(withoutIndentation(block)));
    }

    @Test
    void anEntryGoesWithItsProductAndItsCategory() {
        Catalogue catalogue = side.bean(Catalogue.class);
        catalogue.database().put(1L, new Product(1, "chair", "seats"));
        catalogue.database().put(2L, new Product(2, "bench", "seats"));
        assertThat(catalogue.find(1).name()).isEqualTo("chair");
        assertThat(catalogue.inCategory("seats")).hasSize(2);
        catalogue.rename(1, "stool");
        assertThat(catalogue.find(1).name()).isEqualTo("stool");
        assertThat(catalogue.inCategory("seats")).extracting(Product::name).contains("stool");
        assertThat(catalogue.find(3)).as("null has no category").isNull();
    }

    @Test
    void importsEvictWhenTheyAreThrough() {
        Catalogue catalogue = side.bean(Catalogue.class);
        catalogue.save(new Product(1, "chair", "seats"));
        catalogue.database().put(1L, new Product(1, "stool", "seats"));
        assertThat(catalogue.find(1).name()).isEqualTo("chair");
        catalogue.importCategory("seats", Mono.empty()).block();
        assertThat(catalogue.find(1).name()).isEqualTo("stool");
        assertThat(catalogue.composed(1).name()).isEqualTo("stool");
        side.manager().evictByTag("category:seats");
        Product composed = catalogue.composed(1);
        catalogue.database().put(1L, new Product(1, "sofa", "seats"));
        catalogue.importAll(CompletableFuture.completedFuture(0)).join();
        assertThat(catalogue.composed(1)).isEqualTo(composed);
        catalogue.importAll(CompletableFuture.completedFuture(1)).join();
        assertThat(catalogue.composed(1).name()).isEqualTo("sofa");
    }

    @Test
    void aTokenIsKeptAsLongAsItIsGood() {
        Tokens tokens = side.bean(Tokens.class);
        Duration brief = Duration.ofMillis(20);
        String first = tokens.token("shop", brief).text();
        Awaitility.await().until(() -> !tokens.token("shop", brief).text().equals(first));
        Duration expired = Duration.ZERO;
        assertThat(tokens.token("shop", expired)).isNotEqualTo(tokens.token("shop", expired));
    }

    private static <T> T as(String name, Supplier<T> call) {
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(name, "", "ROLE_USER"));
        try {
            return call.get();
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    @Test
    void ordersAreTheUsersOwnUntilTheyLogOut() {
        Account account = side.bean(Account.class);
        List<String> alices = as("alice", () -> account.orders(2026));
        List<String> bobs = as("bob", () -> account.orders(2026));
        assertThat(alices).isNotEqualTo(bobs);
        as("bob", () -> {
            account.placeOrder(2026);
            return null;
        });
        assertThat(as("bob", () -> account.orders(2026))).isNotEqualTo(bobs);
        assertThat(as("alice", () -> account.orders(2026))).isEqualTo(alices);
        account.loggedOut("alice");
        assertThat(as("alice", () -> account.orders(2026))).isNotEqualTo(alices);
        assertThat(account.price("north", "a")).isNotEqualTo(account.price("south", "a"));
        assertThat(account.price("north", "a")).isEqualTo(account.price("north", "a"));
    }

    @Test
    void everyHundredthStepIsStored() {
        Simulation simulation = side.bean(Simulation.class);
        for (int step = 1; step <= 300; step++) {
            simulation.stateAt(step);
        }
        assertThat(side.instance.cache("checkpoints").statistics().puts()).isEqualTo(3);
        int runs = simulation.runs();
        simulation.stateAt(100);
        simulation.stateAt(200);
        simulation.stateAt(300);
        assertThat(simulation.runs()).isEqualTo(runs);
        simulation.stateAt(299);
        assertThat(simulation.runs()).isEqualTo(runs + 1);
    }

    @Test
    void whatDependedOnTheTopologyIsComputedAnew() {
        Network network = side.bean(Network.class);
        network.route("a", "b");
        network.latency("a", "b");
        network.route("a", "b");
        assertThat(network.computed()).isEqualTo(2);
        side.manager().evictByTag("depends-on:probes");
        network.route("a", "b");
        assertThat(network.latency("a", "b")).isEqualTo("a-b in 1 ms");
        assertThat(network.computed()).isEqualTo(3);
        network.changeTopology(2);
        assertThat(network.route("a", "b")).isEqualTo("a-b over 2");
        assertThat(network.latency("a", "b")).isEqualTo("a-b in 2 ms");
        assertThat(network.computed()).isEqualTo(5);
    }

    @Test
    void theSameQuestionIsAskedOnce() {
        Model model = side.bean(Model.class);
        assertThat(model.complete("why?", "large", Map.of("temperature", 0.0, "seed", 7)))
                .isEqualTo(model.complete("why?", "large", Map.of("seed", 7L, "temperature", 0)));
        assertThat(model.complete("why?", "large", Map.of("temperature", "0", "seed", 7)))
                .isEqualTo("answer 2");
    }
}
