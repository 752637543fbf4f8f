package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Read;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SecondCallTests {

    private static final Duration SHORT = Duration.ofMillis(160);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final List<Read> READS = List.of(read("1"), read("2"), read("3"));
    private static final List<RemoteRead> ANSWERS =
            List.of(new RemoteRead.Leased(), new RemoteRead.Hit(new byte[0]), new RemoteRead.Leased());

    private final List<String> released = new ArrayList<>();
    private final List<CompletableFuture<List<RemoteRead>>> sent = new ArrayList<>();

    private static Read read(String text) {
        return new Read(new RemoteKey("products", text, 1), null, new Lease("token", Duration.ofSeconds(10)));
    }

    private CompletableFuture<List<RemoteRead>> read(Duration timeout, Duration spent) {
        return new SecondCall(timeout, (key, token) -> released.add(key.text() + token))
                .read(
                        READS,
                        reads -> {
                            sent.add(new CompletableFuture<>());
                            return sent.get(0);
                        },
                        spent.toNanos())
                .toCompletableFuture();
    }

    private static Throwable failure(CompletableFuture<?> answer) throws Exception {
        return answer.handle((done, failure) -> failure).get(10, TimeUnit.SECONDS);
    }

    @Test
    void leasesThatComeTooLateGoBack() throws Exception {
        CompletableFuture<List<RemoteRead>> answer =
                read(SHORT, SHORT.multipliedBy(3).dividedBy(4));
        assertThat(failure(answer)).isInstanceOf(RemoteTierException.class);
        assertThat(released).isEmpty();
        sent.get(0).complete(ANSWERS);
        assertThat(released).containsExactly("1token", "3token");
    }

    @Test
    void whatComesInTimeIsTheAnswer() throws Exception {
        CompletableFuture<List<RemoteRead>> answer = read(LONG, LONG.dividedBy(2));
        sent.get(0).complete(ANSWERS);
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(ANSWERS);
        assertThat(released).isEmpty();
    }

    @Test
    void aFailureIsPassedOnAsItIs() throws Exception {
        IllegalStateException refused = new IllegalStateException("refused");
        CompletableFuture<List<RemoteRead>> answer = read(LONG, LONG.dividedBy(2));
        sent.get(0).completeExceptionally(refused);
        assertThat(failure(answer)).isSameAs(refused);
    }

    @Test
    void withAlmostNoTimeLeftItIsNotMade() throws Exception {
        assertThat(failure(read(LONG, LONG.minusSeconds(5)))).isInstanceOf(RemoteTierException.class);
        assertThat(failure(read(LONG, LONG.multipliedBy(2)))).isInstanceOf(RemoteTierException.class);
        assertThat(sent).isEmpty();
    }

    @Test
    void afterAQuickOneItIsLeftToTheClient() {
        assertThat(read(LONG, Duration.ofMillis(1))).isSameAs(sent.get(0));
    }
}
