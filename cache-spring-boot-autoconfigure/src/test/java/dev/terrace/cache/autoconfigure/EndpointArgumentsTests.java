package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What somebody says to the endpoint, and what it says back and to the log. */
class EndpointArgumentsTests {

    @Test
    void whatSomebodyQuotesDoesNotTearTheAnswer() {
        assertThatThrownBy(() -> EndpointArguments.page("a; b"))
                .isInstanceOfSatisfying(
                        EndpointRefusal.class,
                        refused -> assertThat(refused.toResponse().getBody())
                                .isEqualTo(Map.of(
                                        "error", "page 'a; b'",
                                        "reason", "no list of keys has said so",
                                        "remedy", "begin without one, then say what 'next' said")));
    }

    @Test
    void whatTheLibraryThrowsIsNoFaultOfWhoAsks() {
        assertThatThrownBy(() -> EndpointRefusal.orRefused(() -> {
                    throw new IllegalArgumentException("a secret of the codec");
                }))
                .isInstanceOfSatisfying(EndpointRefusal.class, refused -> {
                    assertThat(refused.toResponse().getStatus()).isEqualTo(500);
                    assertThat(refused.toResponse().getBody().toString()).doesNotContain("secret");
                });
    }

    @Test
    void whatFailsBehindACallIsNotToldToWhoAsks() {
        assertThatThrownBy(() ->
                        EndpointCaches.await(CompletableFuture.failedFuture(new IllegalArgumentException("a secret"))))
                .isInstanceOfSatisfying(EndpointRefusal.class, refused -> {
                    assertThat(refused.toResponse().getStatus()).isEqualTo(500);
                    assertThat(refused.toResponse().getBody().toString()).doesNotContain("secret");
                });
    }

    @Test
    void aLineOfTheLogIsALineInEveryAlphabet() {
        assertThat(EndpointWrites.printable("a\nb\r\tc\u0085d\u2028e\u2029f\u202eg"))
                .isEqualTo("a?b??c?d?e?f?g");
        assertThat(EndpointWrites.printable("'käse 猫'")).isEqualTo("'käse 猫'");
    }
}
