package dev.terrace.cache.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.coherence.Combining;
import dev.terrace.cache.coherence.RemoteCoherence;
import dev.terrace.cache.engine.NearRegistry;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.tier.ContractLimits;
import dev.terrace.cache.tier.InvalidationJournal;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.Touch;
import dev.terrace.cache.tier.RemoteTierDecorator;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls of one key each, while one hangs in their lane: they go out together, and each gets its own answer. */
class CombinedKeysTests {

    private static final Duration LONG = Duration.ofMillis(100);
    private static final int KEYS = 10;

    private final ContractLimits limits = ContractLimits.DEFAULT;
    private final ManualTime time = new ManualTime();
    private final Sizes server = new Sizes(new SimulatedTier(
            new SimulatedServer(1, SimulatedServer.Limits.OF_REDIS, Clock.systemUTC()::millis),
            Transport.IMMEDIATE,
            new ServerControl.Limits(limits.maximumTags(), limits.tagSlack(), limits.silence())));

    /** Counts the keys of calls, of which the first of each kind hangs. */
    private static final class Sizes extends RemoteTierDecorator {

        final List<String> calls = new ArrayList<>();

        Sizes(RemoteTier remote) {
            super(remote);
        }

        private <T> CompletionStage<T> counted(String kind, List<?> all, CompletionStage<T> answer) {
            boolean first = calls.stream().noneMatch(call -> call.startsWith(kind));
            calls.add(kind + all.size());
            return first ? new CompletableFuture<>() : answer;
        }

        @Override
        public CompletionStage<List<RemoteRead>> read(List<Read> all) {
            return counted("read", all, super.read(all));
        }

        @Override
        public CompletionStage<List<byte[]>> headers(List<RemoteKey> all) {
            return counted("header", all, super.headers(all));
        }

        @Override
        public CompletionStage<List<Boolean>> fill(List<Fill> all) {
            return counted("fill", all, super.fill(all));
        }

        @Override
        public CompletionStage<List<Boolean>> touch(List<Touch> all) {
            return counted("touch", all, super.touch(all));
        }
    }

    private static RemoteKey key(int number) {
        return new RemoteKey("products", "'" + number + "'", number);
    }

    /** All header, with a stamp. */
    private static byte[] value(int number) {
        return ByteBuffer.allocate(40)
                .putShort(4, (short) 40)
                .putLong(Envelope.STAMP_OFFSET, number + 1L)
                .array();
    }

    /** What calls for these keys bring, after one for another key that hangs. */
    private <T> List<T> together(Function<Integer, CompletionStage<T>> call) {
        var unused = call.apply(99);
        List<CompletableFuture<T>> asked = IntStream.range(0, KEYS)
                .mapToObj(number -> call.apply(number).toCompletableFuture())
                .toList();
        assertThat(asked).as("wait").noneMatch(CompletableFuture::isDone);
        time.advance(LONG);
        return asked.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void eachGetsItsOwnAnswer() {
        RemoteTier combining = Combining.of(server, time, new ManualTime());
        server.calls.add("read of leases");
        for (int i = 0; i < KEYS; i += 2) {
            server.read(key(i), null, new Lease("token" + i, Duration.ofHours(1)))
                    .toCompletableFuture()
                    .join();
        }
        server.calls.clear();
        List<Boolean> filled = together(i -> combining.fill(key(i), "token" + i, value(i), null));
        List<RemoteRead> read = together(i -> combining.read(key(i), null, null));
        List<byte[]> headers = together(i -> combining.headers(List.of(key(i))).thenApply(all -> all.get(0)));
        List<Boolean> touched = together(i -> combining
                .touch(List.of(new Touch(key(i), Envelope.stampOf(value(i)), Duration.ofHours(1))))
                .thenApply(all -> all.get(0)));
        assertThat(server.calls)
                .containsExactly("fill1", "fill10", "read1", "read10", "header1", "header10", "touch1", "touch10");
        for (int i = 0; i < KEYS; i++) {
            boolean there = i % 2 == 0;
            assertThat(filled.get(i)).as("fill %s", i).isEqualTo(there);
            assertThat(read.get(i) instanceof RemoteRead.Hit hit ? hit.stored() : null)
                    .as("read %s", i)
                    .isEqualTo(there ? value(i) : null);
            assertThat(headers.get(i)).as("header %s", i).isEqualTo(there ? value(i) : new byte[0]);
            assertThat(touched.get(i)).as("touch %s", i).isEqualTo(there);
        }
    }

    @Test
    void whoWaitsForACallThatHangsDoesNotWaitForTheProtocol() {
        ManualTime busy = new ManualTime();
        RemoteCoherence coherence = new RemoteCoherence(new RemoteCoherence.Parts(
                "one",
                server,
                CoherenceSettings.defaults(),
                busy,
                busy,
                time,
                new NearRegistry(),
                event -> {},
                InvalidationJournal.NONE));
        assertThat(together(i -> coherence.remote().read(key(i), null, null)))
                .hasSize(KEYS)
                .hasOnlyElementsOfType(RemoteRead.Absent.class);
    }
}
