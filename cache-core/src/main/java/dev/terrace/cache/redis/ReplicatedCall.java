package dev.terrace.cache.redis;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.redisson.api.RedissonClient;

/** Runs the script of an invalidation, and always waits for replicas: that too few have it, is an event. */
final class ReplicatedCall {

    private final WaitingBatch batch;
    private final CacheListener listener;
    private final AtomicBoolean lagging = new AtomicBoolean();

    ReplicatedCall(Durability durability, CacheListener listener) {
        this.batch = new WaitingBatch(durability.replicas(), durability.timeout());
        this.listener = listener;
    }

    CompletionStage<Object> send(RedissonClient client, ScriptCall call) {
        return batch.send(client, call).thenApply(answer -> {
            tell(answer.acknowledged());
            return answer.reply();
        });
    }

    private void tell(int acknowledged) {
        if (acknowledged < batch.replicas()) {
            lagging.set(true);
            listener.onEvent(new CacheEvent.NotReplicated(acknowledged, batch.replicas()));
        } else if (lagging.compareAndSet(true, false)) {
            listener.onEvent(new CacheEvent.ReplicatedAgain(acknowledged));
        }
    }
}
