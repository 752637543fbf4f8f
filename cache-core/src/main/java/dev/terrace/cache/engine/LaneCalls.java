package dev.terrace.cache.engine;

import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Questions of one kind, each about a key, that go to the remote tier together: one call for each lane, or several if there are more
 * than {@value RemoteTier#MAXIMUM_BULK} or more than {@value #MAXIMUM_BYTES} bytes, since a server does nothing else
 * meanwhile. Thread-safe.
 */
final class LaneCalls<Q, A> {

    static final int MAXIMUM_BYTES = 1 << 20;

    private final Function<Q, RemoteKey> key;
    private final ToIntFunction<Q> bytes;
    private final Function<List<Q>, CompletionStage<List<A>>> call;
    private List<Waiting<Q, A>> waiting = new ArrayList<>();

    /**
     * @param key what a question is about
     * @param bytes how long it is
     * @param call asks questions of one lane
     */
    LaneCalls(Function<Q, RemoteKey> key, ToIntFunction<Q> bytes, Function<List<Q>, CompletionStage<List<A>>> call) {
        this.key = key;
        this.bytes = bytes;
        this.call = call;
    }

    private record Waiting<Q, A>(Q question, CompletableFuture<A> answer) {}

    /** The answer to a question that is asked when they are sent. */
    synchronized CompletionStage<A> add(Q question) {
        Waiting<Q, A> mine = new Waiting<>(question, new CompletableFuture<>());
        waiting.add(mine);
        return mine.answer;
    }

    /**
     * Sends what has come since the last time.
     *
     * @param lanes how many lanes there are
     * @param executor where all answers of a call are given, in one task
     */
    void send(int lanes, Executor executor) {
        for (List<Waiting<Q, A>> chunk : chunks(taken(), lanes)) {
            List<Q> questions = chunk.stream().map(Waiting::question).toList();
            RemoteAccess.started(() -> call.apply(questions))
                    .whenComplete((answers, failure) -> executor.execute(() -> answer(chunk, answers, failure)));
        }
    }

    private synchronized List<Waiting<Q, A>> taken() {
        List<Waiting<Q, A>> all = waiting;
        waiting = all.isEmpty() ? all : new ArrayList<>();
        return all;
    }

    private List<List<Waiting<Q, A>>> chunks(List<Waiting<Q, A>> all, int lanes) {
        List<List<Waiting<Q, A>>> chunks = new ArrayList<>();
        Map<Lane, Chunk<Q, A>> open = new HashMap<>();
        for (Waiting<Q, A> each : all) {
            Lane lane = Lane.of(key.apply(each.question).hash(), lanes);
            int length = bytes.applyAsInt(each.question);
            Chunk<Q, A> chunk = open.get(lane);
            if (chunk == null || !chunk.hasRoom(length)) {
                chunk = new Chunk<>();
                open.put(lane, chunk);
                chunks.add(chunk.questions);
            }
            chunk.add(each, length);
        }
        return chunks;
    }

    private static final class Chunk<Q, A> {

        private final List<Waiting<Q, A>> questions = new ArrayList<>();
        private long bytes;

        boolean hasRoom(int length) {
            return questions.size() < RemoteTier.MAXIMUM_BULK && bytes + length <= MAXIMUM_BYTES;
        }

        void add(Waiting<Q, A> question, int length) {
            questions.add(question);
            bytes += length;
        }
    }

    private static <Q, A> void answer(
            List<Waiting<Q, A>> chunk, @Nullable List<A> answers, @Nullable Throwable failure) {
        Throwable reason = failure != null ? failure : new RemoteTierException("Not an answer for each key");
        List<A> all = answers != null && answers.size() == chunk.size() ? answers : null;
        for (int i = 0; i < chunk.size(); i++) {
            CompletableFuture<A> answer = chunk.get(i).answer;
            if (all != null) {
                answer.complete(all.get(i));
            } else {
                answer.completeExceptionally(reason);
            }
        }
    }
}
