package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy.Loader.Bounded;
import dev.terrace.cache.ConditionalLoader.Previous;
import dev.terrace.cache.LoadRefusedException;
import dev.terrace.cache.LoadResult;
import dev.terrace.cache.LoadTimeoutException;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.engine.Load.Target;
import dev.terrace.cache.event.Operation;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs the loaders of one cache: where they belong, as many at once as may be, and watched. Thread-safe. */
final class Loads {

    private final CacheCore core;
    private final LoadWatch watch;
    private final LoadSlots slots;

    /** The threads that call a loader now which holds a slot, or may. */
    private final Set<Thread> atWork = ConcurrentHashMap.newKeySet();

    Loads(CacheCore core, LoadWatch watch) {
        this.core = core;
        this.watch = watch;
        this.slots = new LoadSlots(core.policy.loader().maxConcurrent());
        watch.keepPaceWith(core.policy.loader());
    }

    /** For whom a load runs, which decides whether it is bounded. */
    enum Kind {
        /** For a caller, on its thread or as its future. */
        CALLER,
        /** For a caller while the remote tier is away, so that nothing else bounds how many there are at once. */
        AWAY,
        /** For a caller who does not wait for it in any case. */
        DETACHED,
        /** For nobody in particular. */
        REFRESH
    }

    /**
     * A load to be run.
     *
     * @param targets what it loads
     * @param dispensable whether there is an old value to serve instead
     * @param executor where it begins if it has to wait for its turn
     */
    record Order<V>(
            List<Target> targets,
            Loading<V> loading,
            @Nullable Previous<V> previous,
            Kind kind,
            boolean dispensable,
            Executor executor) {}

    /**
     * What a loader answered.
     *
     * @param millis how long it took
     */
    record Loaded<V>(LoadResult<V> result, long millis) {}

    /** Whether no load may begin that runs for nobody in particular. */
    boolean isFull() {
        return slots.isFull();
    }

    int running() {
        return watch.running(core);
    }

    int hung() {
        return watch.hung(core);
    }

    /** Runs a load. The stage fails with a {@link LoadFailure} if the loader did or was refused. */
    <V> CompletionStage<Loaded<V>> run(Order<V> order) {
        boolean all = core.policy.loader().bounded() == Bounded.ALL;
        return switch (order.kind()) {
            case CALLER -> all ? slottedOrRefused(order) : unslotted(order);
            case AWAY -> all || order.dispensable() ? slottedOrRefused(order) : inTurn(order);
            case DETACHED -> detached(order, all);
            case REFRESH -> slottedOrRefused(order);
        };
    }

    /** A loader that fetches, and waits for that, must not wait for the slot that it holds itself. */
    private boolean isWithinAnother(Order<?> order) {
        Thread caller = order.loading().caller();
        return caller != null && atWork.contains(caller);
    }

    private <V> CompletionStage<Loaded<V>> detached(Order<V> order, boolean all) {
        if (isWithinAnother(order)) {
            return unslotted(order);
        }
        return all ? slottedOrRefused(order) : slottedLater(order);
    }

    private <V> CompletionStage<Loaded<V>> slottedOrRefused(Order<V> order) {
        if (slots.tryTake()) {
            return slotted(order, watched(order));
        }
        core.statistics.refusedLoads.increment();
        return CompletableFuture.failedFuture(new LoadFailure(
                new LoadRefusedException(core.name, core.policy.loader().maxConcurrent())));
    }

    /**
     * Callers take turns, so that a source has no more to bear than with the remote tier, and none of them is refused. Who holds a
     * slot while he waits for somebody else's turn {@linkplain Flight#urge urges} that one to go on without; so does, after a while,
     * whoever waits in a way that nobody knows of.
     */
    private <V> CompletionStage<Loaded<V>> inTurn(Order<V> order) {
        if (slots.tryTake()) {
            return slotted(order, watched(order));
        }
        if (isWithinAnother(order)) {
            return unslotted(order);
        }
        CompletableFuture<Loaded<V>> loaded = new CompletableFuture<>();
        Runnable turn = later(order, () -> slotted(order, watched(order)).whenComplete(Relay.to(loaded)));
        Runnable without = later(order, () -> unslotted(order).whenComplete(Relay.to(loaded)));
        Runnable goOn = () -> {
            if (slots.leave(turn)) {
                without.run();
            }
        };
        slots.take(turn);
        order.targets().forEach(target -> target.flight().waitsInLine(goOn));
        core.parts.timer().after(core.policy.loader().patience(), goOn);
        return loaded;
    }

    /** What is loaded then is no older than then, however long it has waited. */
    private Runnable later(Order<?> order, Runnable load) {
        return () -> order.executor().execute(() -> {
            order.targets().forEach(core::beginAnew);
            load.run();
        });
    }

    /** Whether a loader that holds a slot is running on this thread. */
    boolean isAtWork(Thread thread) {
        return atWork.contains(thread);
    }

    private <V> CompletionStage<Loaded<V>> slottedLater(Order<V> order) {
        Load load = watched(order);
        CompletableFuture<Loaded<V>> loaded = new CompletableFuture<>();
        Runnable turn = () -> slotted(order, load).whenComplete(Relay.to(loaded));
        load.waits(() -> {
            if (slots.leave(turn)) {
                watch.end(load);
                loaded.completeExceptionally(tooLate());
            }
        });
        slots.take(turn);
        return loaded;
    }

    /** Nobody waited for it any more when its turn came, or would have come. */
    private LoadFailure tooLate() {
        return new LoadFailure(
                LoadTimeoutException.hung(core.name, core.policy.loader().patience()));
    }

    private <V> CompletionStage<Loaded<V>> slotted(Order<V> order, Load load) {
        Thread thread = Thread.currentThread();
        boolean noted = order.loading().isHere() && atWork.add(thread);
        try {
            return begin(order, load).whenComplete((loaded, failure) -> slots.free());
        } finally {
            if (noted) {
                atWork.remove(thread);
            }
        }
    }

    private <V> CompletionStage<Loaded<V>> unslotted(Order<V> order) {
        return begin(order, watched(order));
    }

    private Load watched(Order<?> order) {
        Load load = new Load(core, order.targets());
        watch.begin(load);
        return load;
    }

    private <V> CompletionStage<Loaded<V>> begin(Order<V> order, Load load) {
        CompletionStage<LoadResult<V>> result;
        if (!load.start()) {
            result = CompletableFuture.failedFuture(tooLate());
        } else if (order.loading().isHere()) {
            result = call(order);
        } else {
            result = elsewhere(order, load);
        }
        return result.handle((answer, failure) -> {
            watch.end(load);
            if (failure != null || answer == null) {
                core.statistics.loadFailures.increment();
                throw LoadFailure.of(failure != null ? failure : new NullPointerException("A loader answered null"));
            }
            core.statistics.loads.increment();
            long nanos = load.nanos(core.parts.clock().nanoTime());
            core.statistics.loadNanos.add(nanos);
            return new Loaded<>(answer, TimeUnit.NANOSECONDS.toMillis(nanos));
        });
    }

    private <V> CompletionStage<LoadResult<V>> call(Order<V> order) {
        Operation.Kind kind = order.kind() == Kind.REFRESH ? Operation.Kind.REFRESH : Operation.Kind.LOAD;
        return call(
                kind,
                order.targets().stream().map(Target::key).toList(),
                () -> order.loading().call(order.previous()));
    }

    /** Calls a loader, and shows it to whoever wants to know. */
    <V> CompletionStage<LoadResult<V>> call(
            Operation.Kind kind, List<EntryKey> keys, Supplier<CompletionStage<LoadResult<V>>> loader) {
        return core.observed.load(
                kind,
                keys.size() == 1 ? "load" : "load-all",
                () -> keys.stream()
                        .<@Nullable String>map(key -> core.textOrNull(key.near()))
                        .filter(Objects::nonNull)
                        .map(Objects::requireNonNull)
                        .toList(),
                loader);
    }

    /** On a thread of the cache, in the context of the caller. */
    private <V> CompletionStage<LoadResult<V>> elsewhere(Order<V> order, Load load) {
        CompletableFuture<LoadResult<V>> result = new CompletableFuture<>();
        try {
            BackgroundLoad task = BackgroundLoad.of(order.loading().context(), () -> call(order, result), result);
            load.runsAs(task);
            core.parts.loaders().execute(task);
        } catch (Throwable e) {
            // There is no thread for it, or its caller's context cannot be taken over.
            result.completeExceptionally(e);
        }
        return result;
    }

    private <V> void call(Order<V> order, CompletableFuture<LoadResult<V>> result) {
        order.targets().forEach(target -> target.flight().ledBy(Thread.currentThread()));
        atWork.add(Thread.currentThread());
        CompletionStage<LoadResult<V>> answer = call(order);
        // The thread may do another load next, which is to wait for this flight as any other.
        atWork.remove(Thread.currentThread());
        order.targets().forEach(target -> target.flight().ledBy(null));
        answer.whenComplete(Relay.to(result));
    }

    /** May be interrupted while it runs, and not a moment longer. */
    private static final class BackgroundLoad extends FutureTask<@Nullable Void> {

        private final CompletableFuture<?> result;
        private final AtomicBoolean begun;

        private BackgroundLoad(Runnable work, AtomicBoolean begun, CompletableFuture<?> result) {
            super(work, null);
            this.result = result;
            this.begun = begun;
        }

        static BackgroundLoad of(UnaryOperator<Runnable> context, Runnable work, CompletableFuture<?> result) {
            Runnable inContext = context.apply(work);
            AtomicBoolean begun = new AtomicBoolean();
            return new BackgroundLoad(
                    () -> {
                        begun.set(true);
                        inContext.run();
                    },
                    begun,
                    result);
        }

        /** The caller's context could not be taken over. */
        @Override
        protected void setException(Throwable failure) {
            result.completeExceptionally(failure);
        }

        /** Noted within the work itself: a thread that has the task may find it cancelled before that. */
        @Override
        protected void done() {
            if (isCancelled() && !begun.get()) {
                result.completeExceptionally(new CancellationException("Given up before it began"));
            }
        }
    }
}
