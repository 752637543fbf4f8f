package dev.terrace.cache.redis;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.tier.Lane;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Writes of values that wait for replicas, as long as these keep up. That they do not, is an event, and no failure. */
final class ReplicatedWrites {

    private final ScriptRunner scripts;
    private final WaitingBatch batch;
    private final CacheListener listener;
    private final ReplicaLag lag;

    ReplicatedWrites(ScriptRunner scripts, WaitingBatch batch, CacheListener listener, LongSupplier nanoTime) {
        this.scripts = scripts;
        this.batch = batch;
        this.listener = listener;
        this.lag = new ReplicaLag(batch.replicas(), nanoTime);
    }

    /**
     * Runs a script that may write values of a lane.
     *
     * @param wrote whether this answer says that it did
     */
    <T> CompletionStage<T> run(Lane lane, ScriptCall call, Function<Reply, T> parse, Predicate<T> wrote) {
        if (!lag.mayWait(lane)) {
            return scripts.run(call, parse);
        }
        return scripts.run(batch::send, call, answer -> {
            T parsed = parse.apply(Reply.of(answer.reply()));
            CacheEvent event = lag.answered(lane, answer.acknowledged(), wrote.test(parsed));
            if (event != null) {
                listener.onEvent(event);
            }
            return parsed;
        });
    }
}
