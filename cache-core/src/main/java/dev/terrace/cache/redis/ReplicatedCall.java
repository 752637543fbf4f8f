package dev.terrace.cache.redis;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchOptions;
import org.redisson.api.BatchResult;
import org.redisson.api.RBatch;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Runs a script and then WAIT on the same connection. Once the script has answered, the call has succeeded: what WAIT says, or
 * that it fails, is an event.
 */
final class ReplicatedCall {

    private final Durability durability;
    private final CacheListener listener;
    private final AtomicBoolean lagging = new AtomicBoolean();

    ReplicatedCall(Durability durability, CacheListener listener) {
        this.durability = durability;
        this.listener = listener;
    }

    CompletionStage<Object> send(RedissonClient client, ScriptCall call) {
        return sendOnce(client, call).exceptionallyCompose(failure -> {
            // A batch does not load a script that the server has forgotten; it did nothing, so it may go again.
            if (!(RedisFailure.unwrapped(failure) instanceof RedisNoScriptException)) {
                return CompletableFuture.failedFuture(failure);
            }
            return client.getScript(ByteArrayCodec.INSTANCE)
                    .scriptLoadAsync(
                            call.keys().get(0).toString(), call.script().text())
                    .thenCompose(loaded -> sendOnce(client, call));
        });
    }

    private CompletionStage<Object> sendOnce(RedissonClient client, ScriptCall call) {
        RBatch batch = client.createBatch(BatchOptions.defaults().sync(durability.replicas(), durability.timeout()));
        CompletableFuture<Object> reply = batch.getScript(ByteArrayCodec.INSTANCE)
                .evalAsync(
                        RScript.Mode.READ_WRITE,
                        call.script().text(),
                        call.script().reply(),
                        call.keys(),
                        call.values())
                .toCompletableFuture();
        return batch.executeAsync().handle((result, failure) -> answer(reply, result, failure));
    }

    private Object answer(
            CompletableFuture<Object> reply, @Nullable BatchResult<?> result, @Nullable Throwable failure) {
        if (!reply.isDone() || reply.isCompletedExceptionally()) {
            throw failure != null
                    ? new CompletionException(failure)
                    : new IllegalStateException("A batch without reply");
        }
        tell(result != null ? result.getSyncedSlaves() : 0);
        return reply.join();
    }

    private void tell(int acknowledged) {
        if (acknowledged < durability.replicas()) {
            lagging.set(true);
            listener.onEvent(new CacheEvent.NotReplicated(acknowledged, durability.replicas()));
        } else if (lagging.compareAndSet(true, false)) {
            listener.onEvent(new CacheEvent.ReplicatedAgain(acknowledged));
        }
    }
}
