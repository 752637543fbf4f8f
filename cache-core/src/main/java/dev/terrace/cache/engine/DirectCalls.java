package dev.terrace.cache.engine;

import dev.terrace.cache.engine.Loads.Loaded;
import dev.terrace.cache.engine.Loads.Order;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.Fill;
import dev.terrace.cache.tier.RemoteTier.Read;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The calls of one key, each at once. */
record DirectCalls<V>(CacheCore core, Executor executor) implements KeyCalls<V> {

    @Override
    public CompletionStage<RemoteRead> read(Read read) {
        return RemoteAccess.started(() -> tier().read(List.of(read))).thenApply(answers -> answers.get(0));
    }

    @Override
    public CompletionStage<byte[]> header(RemoteKey key) {
        return RemoteAccess.started(() -> tier().headers(List.of(key))).thenApply(headers -> headers.get(0));
    }

    @Override
    public CompletionStage<Boolean> fill(Fill fill) {
        return RemoteAccess.started(() -> tier().fill(fill.key(), fill.token(), fill.stored(), fill.life()));
    }

    @Override
    public CompletionStage<Loaded<V>> load(Order<V> order) {
        return core.loads.run(order);
    }

    @Override
    public CompletionStage<Void> pause(long millis) {
        return core.after(millis);
    }

    @Override
    public void end() {
        // Nobody waits for it.
    }

    private RemoteTier tier() {
        return core.remote.tier();
    }
}
