package dev.terrace.cache.engine;

import dev.terrace.cache.LoadResult;
import dev.terrace.cache.engine.Loads.Kind;
import dev.terrace.cache.engine.Loads.Loaded;
import dev.terrace.cache.engine.Loads.Order;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Fill;
import dev.terrace.cache.tier.RemoteTier.Read;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The work for several keys, in step: each key takes its own steps, and what they call meanwhile is held back and goes out together
 * when none of them is at work.
 *
 * <p>Calls to the remote tier go out whenever nobody is at work. The loader is called, once for all who ask for it, when moreover
 * each key has come so far that it asks for it, waits for another instance or is done: none of that waits for anything but answers
 * of the remote tier, so nobody is held up by another's load, here or elsewhere. Who asks later, since another instance gave up,
 * is served by one more call.
 *
 * <p>Every step runs in a task of this executor, which is how it knows who is at work; the answers of one call are given in one
 * task, so that what follows from them goes out together as well. On the one thread of a blocking caller the steps that follow
 * run within that task; on a pool each is a task of its own, for they decode values. Thread-safe; nothing is called under a lock.
 */
final class Gathering<K, V> implements Executor {

    private final CacheCore core;
    private final Executor executor;
    private final @Nullable BulkLoading<K, V> loading;
    private final @Nullable Gathering<K, V> behind;
    private final LaneCalls<Read, RemoteRead> reads;
    private final LaneCalls<RemoteKey, byte[]> headers;
    private final LaneCalls<Fill, Boolean> fills;
    private List<Asked<K, V>> loads = new ArrayList<>();
    private List<CompletableFuture<Void>> pauses = new ArrayList<>();
    private long longestPause;
    private int atWork;
    private int undecided;

    /** The thread of a blocking caller while it runs a task. */
    private volatile @Nullable Thread caller;

    /**
     * @param executor where the steps run
     * @param loading the loader; null for work that loads nothing
     * @param behind waits while somebody is at work here; null for none
     */
    Gathering(
            CacheCore core, Executor executor, @Nullable BulkLoading<K, V> loading, @Nullable Gathering<K, V> behind) {
        this.core = core;
        this.executor = executor;
        this.loading = loading;
        this.behind = behind;
        this.reads =
                new LaneCalls<>(Read::key, read -> 0, all -> core.remote.tier().read(all));
        this.headers =
                new LaneCalls<>(key -> key, key -> 0, all -> core.remote.tier().headers(all));
        this.fills = new LaneCalls<>(
                Fill::key,
                fill -> fill.stored().length,
                all -> core.remote.tier().fill(all));
    }

    private record Asked<K, V>(K key, int number, Order<V> order, CompletableFuture<Loaded<V>> answer) {}

    // ---- who is at work

    @Override
    public void execute(Runnable task) {
        if (Thread.currentThread() == caller) {
            task.run();
            return;
        }
        hold();
        executor.execute(() -> {
            caller = executor instanceof CallerThread ? Thread.currentThread() : null;
            try {
                task.run();
            } finally {
                caller = null;
                letGo();
            }
        });
    }

    /** Runs something here and now, and holds back what is called meanwhile. */
    void together(Runnable work) {
        hold();
        try {
            work.run();
        } finally {
            letGo();
        }
    }

    /** From now on somebody is at work, up to a {@link #letGo}. */
    void hold() {
        if (behind != null) {
            behind.hold();
        }
        synchronized (this) {
            atWork++;
        }
    }

    void letGo() {
        boolean idle;
        List<Asked<K, V>> due = List.of();
        synchronized (this) {
            idle = --atWork == 0;
            if (idle && undecided == 0) {
                due = loads;
                loads = new ArrayList<>();
            }
        }
        if (idle) {
            send();
        }
        if (behind != null) {
            behind.letGo();
        }
        if (!due.isEmpty()) {
            load(due);
        }
    }

    private void send() {
        if (core.remote.exists()) {
            int lanes = core.remote.tier().lanes();
            reads.send(lanes, this);
            headers.send(lanes, this);
            fills.send(lanes, this);
        }
        List<CompletableFuture<Void>> paused;
        long millis;
        synchronized (this) {
            paused = pauses;
            millis = longestPause;
            pauses = new ArrayList<>();
            longestPause = 0;
        }
        if (!paused.isEmpty()) {
            var unused = core.after(millis).thenRunAsync(() -> paused.forEach(each -> each.complete(null)), this);
        }
    }

    // ---- loading

    private void load(List<Asked<K, V>> asked) {
        asked.sort(Comparator.comparingInt(Asked::number));
        core.loads
                .run(order(asked))
                .whenComplete((loaded, failure) -> execute(() -> {
                    for (Asked<K, V> each : asked) {
                        if (failure != null) {
                            each.answer.completeExceptionally(failure);
                        } else {
                            each.answer.complete(answer(each.key, loaded, asked.size()));
                        }
                    }
                }));
    }

    /** If one of them may not be refused the others are not either: the loader is called anyway. */
    private Order<Map<K, @Nullable V>> order(List<Asked<K, V>> asked) {
        Order<V> first = asked.get(0).order;
        boolean away = asked.stream().anyMatch(each -> each.order.kind() == Kind.AWAY);
        return new Order<>(
                asked.stream().flatMap(each -> each.order.targets().stream()).toList(),
                Objects.requireNonNull(loading)
                        .of(asked.stream().map(Asked::key).toList(), first.loading()),
                null,
                away ? Kind.AWAY : first.kind(),
                asked.stream().allMatch(each -> each.order.dispensable()),
                first.executor());
    }

    /** Each has its share of the time: so much is saved by what is not loaded again. */
    private Loaded<V> answer(K key, Loaded<Map<K, @Nullable V>> loaded, int keys) {
        Map<K, @Nullable V> values = Objects.requireNonNull(Store.valueOf(loaded.result()));
        return new Loaded<>(LoadResult.of(values.get(key)), loaded.millis() / keys);
    }

    // ---- the keys

    /**
     * A place for the work for a key. It holds up the loader until it comes to ask for it, to wait or to its {@linkplain
     * KeyCalls#end end}.
     *
     * @param number where it stands among the keys
     */
    KeyCalls<V> join(K key, int number) {
        synchronized (this) {
            undecided++;
        }
        return new Place(key, number);
    }

    private final class Place implements KeyCalls<V> {

        private final K key;
        private final int number;
        private boolean decided;

        Place(K key, int number) {
            this.key = key;
            this.number = number;
        }

        @Override
        public Executor executor() {
            return Gathering.this;
        }

        @Override
        public CompletionStage<RemoteRead> read(Read read) {
            return held(() -> reads.add(read));
        }

        @Override
        public CompletionStage<byte[]> header(RemoteKey remoteKey) {
            return held(() -> headers.add(remoteKey));
        }

        @Override
        public CompletionStage<Boolean> fill(Fill fill) {
            return held(() -> fills.add(fill));
        }

        @Override
        public CompletionStage<Loaded<V>> load(Order<V> order) {
            Asked<K, V> asked = new Asked<>(key, number, order, new CompletableFuture<>());
            return held(() -> {
                synchronized (Gathering.this) {
                    decide();
                    loads.add(asked);
                }
                return asked.answer;
            });
        }

        @Override
        public CompletionStage<Void> pause(long millis) {
            CompletableFuture<Void> over = new CompletableFuture<>();
            return held(() -> {
                synchronized (Gathering.this) {
                    decide();
                    pauses.add(over);
                    longestPause = Math.max(longestPause, millis);
                }
                return over;
            });
        }

        @Override
        public void end() {
            together(() -> {
                synchronized (Gathering.this) {
                    decide();
                }
            });
        }

        private void decide() {
            undecided -= decided ? 0 : 1;
            decided = true;
        }

        /** Whoever calls from elsewhere is at work for that long. */
        private <T> T held(Supplier<T> call) {
            hold();
            try {
                return call.get();
            } finally {
                letGo();
            }
        }
    }
}
