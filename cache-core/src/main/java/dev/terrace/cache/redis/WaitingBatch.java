package dev.terrace.cache.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchOptions;
import org.redisson.api.BatchResult;
import org.redisson.api.RBatch;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * A script and then WAIT on the same connection. Once the script has answered, the call has succeeded, even if WAIT fails.
 *
 * @param replicas how many to wait for
 * @param timeout how long
 */
record WaitingBatch(int replicas, Duration timeout) {

    /**
     * What came of it.
     *
     * @param reply the script's
     * @param acknowledged how many replicas have what this connection wrote
     */
    record Answer(Object reply, int acknowledged) {}

    CompletionStage<Answer> send(RedissonClient client, ScriptCall call) {
        return call.loadedIfMissing(client, () -> sendOnce(client, call));
    }

    private CompletionStage<Answer> sendOnce(RedissonClient client, ScriptCall call) {
        RBatch batch = client.createBatch(BatchOptions.defaults().sync(replicas, timeout));
        CompletableFuture<Object> reply = call.sendBy(batch.getScript(ByteArrayCodec.INSTANCE));
        return batch.executeAsync().handle((result, failure) -> answer(reply, result, failure));
    }

    private static Answer answer(
            CompletableFuture<Object> reply, @Nullable BatchResult<?> result, @Nullable Throwable failure) {
        if (!reply.isDone() || reply.isCompletedExceptionally()) {
            throw failure != null
                    ? new CompletionException(failure)
                    : new IllegalStateException("A batch without reply");
        }
        return new Answer(reply.join(), result != null ? result.getSyncedSlaves() : 0);
    }
}
