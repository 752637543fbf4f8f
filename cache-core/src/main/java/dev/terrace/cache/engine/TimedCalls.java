package dev.terrace.cache.engine;

import dev.terrace.cache.engine.Loads.Loaded;
import dev.terrace.cache.engine.Loads.Order;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Fill;
import dev.terrace.cache.tier.RemoteTier.Read;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one key, all of which together a caller awaits no longer than one operation may take. The first is left to the client's
 * own timeout. What is awaited no longer goes on, but a lease that comes too late is given back. Calls that go {@linkplain Gathering together}
 * with others are left to the client: they wait for each other as well, which is not the remote tier's fault. One call at a time.
 */
final class TimedCalls<V> implements KeyCalls<V> {

    /** So small a part of the time is not worth a timer. */
    private static final int NEGLIGIBLE = 16;

    private final CacheCore core;
    private final KeyCalls<V> calls;
    private final boolean timed;
    private final long wholeNanos;
    private final AtomicLong leftNanos;

    TimedCalls(CacheCore core, KeyCalls<V> calls) {
        this.core = core;
        this.calls = calls;
        this.timed = calls instanceof DirectCalls;
        this.wholeNanos = core.parts.timeout().toNanos();
        this.leftNanos = new AtomicLong(wholeNanos);
    }

    /** The answer to a call, or a failure when the time is up; one that could not be awaited at all is not made. */
    <T> CompletionStage<T> inTime(Supplier<? extends CompletionStage<T>> call) {
        return inTime(call, late -> {});
    }

    /** @param late told of an answer that came when the time was up */
    private <T> CompletionStage<T> inTime(Supplier<? extends CompletionStage<T>> call, Consumer<? super T> late) {
        if (!timed) {
            return RemoteAccess.started(call);
        }
        long began = core.parts.clock().nanoTime();
        long left = leftNanos.get();
        if (left <= 0) {
            return CompletableFuture.failedFuture(tooLate());
        }
        CompletionStage<T> answer = RemoteAccess.started(call);
        CompletionStage<T> awaited = left < wholeNanos - wholeNanos / NEGLIGIBLE ? until(answer, left, late) : answer;
        return awaited.whenComplete((done, failure) -> spend(began));
    }

    private static RemoteTierException tooLate() {
        return new RemoteTierException("No answer within what is left of the operation timeout");
    }

    private void spend(long began) {
        leftNanos.addAndGet(began - core.parts.clock().nanoTime());
    }

    private <T> CompletionStage<T> until(CompletionStage<T> answer, long nanos, Consumer<? super T> late) {
        CompletableFuture<T> first = new CompletableFuture<>();
        answer.whenComplete((found, failure) -> {
            if (failure != null) {
                first.completeExceptionally(failure);
            } else if (!first.complete(found)) {
                late.accept(found);
            }
        });
        if (!first.isDone()) {
            core.parts.timer().after(Duration.ofNanos(nanos), () -> {
                if (!first.isDone()) {
                    first.completeExceptionally(tooLate());
                }
            });
        }
        return first;
    }

    /** What a stage brings, or this when the time is up. What the stage does goes on. */
    <T> CompletionStage<T> orGoOn(CompletionStage<T> stage, T otherwise) {
        if (!timed || stage.toCompletableFuture().isDone()) {
            return stage;
        }
        return until(stage, Math.max(0, leftNanos.get()), late -> {}).exceptionally(late -> otherwise);
    }

    /** What a stage brings that does not fail, or null when the time is up. */
    <T> CompletionStage<@Nullable T> orWithout(CompletionStage<@Nullable T> stage) {
        return !timed || stage.toCompletableFuture().isDone()
                ? stage
                : until(stage, Math.max(0, leftNanos.get()), late -> {})
                        .handle((found, late) -> late == null ? found : null);
    }

    /** Whether it is in step now; false as well if nobody can say in time. */
    CompletionStage<Boolean> sync() {
        long began = core.parts.clock().nanoTime();
        return until(core.coherence.sync(), Math.max(0, leftNanos.get()), late -> {})
                .exceptionally(late -> false)
                .whenComplete((inStep, failure) -> spend(began));
    }

    @Override
    public Executor executor() {
        return calls.executor();
    }

    @Override
    public CompletionStage<RemoteRead> read(Read read) {
        return inTime(() -> calls.read(read), late -> giveBack(read, late));
    }

    /** Nobody would load under it, and nobody else could. */
    private void giveBack(Read read, RemoteRead late) {
        if (late instanceof RemoteRead.Leased && read.lease() != null) {
            core.remote.release(read.key(), read.lease());
        }
    }

    @Override
    public CompletionStage<byte[]> header(RemoteKey key) {
        return inTime(() -> calls.header(key));
    }

    /** Is awaited {@linkplain #orGoOn by whoever waits for it}: given up, it would be refused once its lease is given back. */
    @Override
    public CompletionStage<Boolean> fill(Fill fill) {
        return calls.fill(fill);
    }

    @Override
    public CompletionStage<Loaded<V>> load(Order<V> order) {
        return calls.load(order);
    }

    /** It is another instance that is waited for now, not the remote tier: that begins anew. */
    @Override
    public CompletionStage<Void> pause(long millis) {
        leftNanos.set(wholeNanos);
        return calls.pause(millis);
    }

    @Override
    public void end() {
        calls.end();
    }
}
