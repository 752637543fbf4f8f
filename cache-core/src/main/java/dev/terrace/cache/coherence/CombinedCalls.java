package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one kind, each about one key of a lane, which go out together while {@linkplain Depth enough} of them are under way. So
 * an idle lane waits for nothing, and a busy one pays for one call where it would pay for many.
 *
 * <p>What waits goes out as one call when any call ends, however it ends; at once when there is no room in that call for the next key;
 * and at the latest after twice {@link #PATIENCE}, so that a call which hangs holds up nobody. A key of so many bytes that it
 * would fill a call goes alone, past all this. Who waits is answered after the next call has gone out, on the thread that brought
 * the answer. A call that fails fails all who were in it. Thread-safe; nothing is called under the lock.
 */
final class CombinedCalls<Q, A> {

    static final Duration PATIENCE = Duration.ofMillis(5);

    /** So many bytes are no burden to a server, which does nothing else meanwhile. */
    static final int MAXIMUM_BYTES = 256 << 10;

    private final Function<List<Q>, CompletionStage<List<A>>> call;
    private final ToIntFunction<Q> bytes;
    private final BiConsumer<Q, A> seen;
    private final Timer timer;
    private final CacheClock clock;

    // Within the lock.
    private final Depth depth = new Depth();
    private int underWay;
    private Together<Q, A> next = new Together<>();
    private @Nullable Together<Q, A> watched;

    /**
     * @param call asks questions of one lane
     * @param bytes how many a question moves, as far as is known
     * @param seen told of each answer before whoever asked
     */
    CombinedCalls(
            Function<List<Q>, CompletionStage<List<A>>> call,
            ToIntFunction<Q> bytes,
            BiConsumer<Q, A> seen,
            Timer timer,
            CacheClock clock) {
        this.call = call;
        this.bytes = bytes;
        this.seen = seen;
        this.timer = timer;
        this.clock = clock;
    }

    /** The answer to one question. */
    CompletionStage<List<A>> ask(List<Q> one) {
        int length = bytes.applyAsInt(one.get(0));
        if (length >= MAXIMUM_BYTES) {
            return begun(one).whenComplete((answers, failure) -> note(one, answers));
        }
        CompletableFuture<List<A>> answer = null;
        Together<Q, A> full = null;
        boolean first = false;
        synchronized (this) {
            if (underWay < depth.calls()) {
                underWay++;
            } else {
                full = next.hasRoom(length) ? null : taken();
                answer = next.add(one.get(0), length);
                first = watched == null;
                watched = first ? next : watched;
            }
        }
        if (first) {
            timer.after(PATIENCE, this::look);
        }
        send(full);
        return answer != null ? answer : alone(one);
    }

    private CompletionStage<List<A>> alone(List<Q> one) {
        long began = clock.nanoTime();
        return begun(one).whenComplete((answers, failure) -> {
            send(ended(began, 1, failure == null));
            note(one, answers);
        });
    }

    private void answer(Together<Q, A> sent, @Nullable List<A> answers, @Nullable Throwable failure) {
        try {
            note(sent.questions, answers);
        } finally {
            sent.answer(answers, failure);
        }
    }

    private void note(List<Q> questions, @Nullable List<A> answers) {
        if (answers != null && answers.size() == questions.size()) {
            for (int i = 0; i < questions.size(); i++) {
                seen.accept(questions.get(i), answers.get(i));
            }
        }
    }

    /** A call that ends at once makes room for the next one, and so on: the stack does not grow with them. */
    private void send(@Nullable Together<Q, A> first) {
        Together<Q, A> due = first;
        Runnable answer = () -> {};
        while (due != null) {
            Together<Q, A> sent = due;
            long began = clock.nanoTime();
            CompletionStage<List<A>> reply = begun(sent.questions);
            CompletableFuture<List<A>> state = reply.toCompletableFuture();
            Runnable earlier = answer;
            if (state.isDone()) {
                due = ended(began, sent.size(), !state.isCompletedExceptionally());
                answer = () -> reply.whenComplete((answers, failure) -> answer(sent, answers, failure));
            } else {
                due = null;
                answer = () -> {};
                reply.whenComplete((answers, failure) -> {
                    send(ended(began, sent.size(), failure == null));
                    answer(sent, answers, failure);
                });
            }
            earlier.run();
        }
        answer.run();
    }

    /** Whatever is thrown, the call has ended. */
    private CompletionStage<List<A>> begun(List<Q> questions) {
        try {
            return call.apply(questions);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What is to go out now, or null. */
    private synchronized @Nullable Together<Q, A> ended(long began, int questions, boolean answered) {
        underWay--;
        if (answered) {
            depth.took(clock.nanoTime() - began, questions);
        }
        return next.isEmpty() ? null : taken();
    }

    /** What waits, which counts as under way from now on. */
    private Together<Q, A> taken() {
        Together<Q, A> all = next;
        next = new Together<>();
        underWay++;
        return all;
    }

    /** What has waited since the last look waits no longer. */
    private void look() {
        Together<Q, A> due;
        boolean again;
        synchronized (this) {
            due = next == watched ? taken() : null;
            again = !next.isEmpty();
            watched = again ? next : null;
        }
        if (again) {
            timer.after(PATIENCE, this::look);
        }
        send(due);
    }

    /** Questions that are asked by one call. */
    private static final class Together<Q, A> {

        private final List<Q> questions = new ArrayList<>();
        private final List<CompletableFuture<List<A>>> answers = new ArrayList<>();
        private int bytes;

        boolean isEmpty() {
            return questions.isEmpty();
        }

        int size() {
            return questions.size();
        }

        boolean hasRoom(int length) {
            return questions.size() < RemoteTier.MAXIMUM_BULK && bytes + length <= MAXIMUM_BYTES;
        }

        CompletableFuture<List<A>> add(Q question, int length) {
            CompletableFuture<List<A>> answer = new CompletableFuture<>();
            questions.add(question);
            answers.add(answer);
            bytes += length;
            return answer;
        }

        void answer(@Nullable List<A> all, @Nullable Throwable failure) {
            Throwable reason = failure != null ? failure : new RemoteTierException("Not an answer for each key");
            List<A> each = all != null && all.size() == answers.size() ? all : null;
            for (int i = 0; i < answers.size(); i++) {
                if (each != null) {
                    answers.get(i).complete(Collections.singletonList(each.get(i)));
                } else {
                    answers.get(i).completeExceptionally(reason);
                }
            }
        }
    }
}
