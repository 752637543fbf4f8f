package dev.terrace.cache.engine;

import dev.terrace.cache.engine.Lead.Purpose;
import dev.terrace.cache.engine.Loads.Loaded;
import dev.terrace.cache.engine.Loads.Order;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Fill;
import dev.terrace.cache.tier.RemoteTier.Read;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * How the work for one key reaches the remote tier and the loader: {@linkplain DirectCalls for itself}, or {@linkplain Gathering
 * together} with the work for other keys. Nothing here throws; nothing blocks but a loader on its caller's thread.
 */
interface KeyCalls<V> {

    /** Where the steps run that follow an answer. */
    Executor executor();

    CompletionStage<RemoteRead> read(Read read);

    /** The first bytes of what is stored, its header among them; none if there is no value. */
    CompletionStage<byte[]> header(RemoteKey key);

    CompletionStage<Boolean> fill(Fill fill);

    /** Loads; the order is for this key alone. */
    CompletionStage<Loaded<V>> load(Order<V> order);

    /** Completes after about so long: another instance is at work, and waiting for it holds up nobody else. */
    CompletionStage<Void> pause(long millis);

    /** There is nothing more to do for this key. */
    void end();

    /** Gives each flight of a key its own. */
    @FunctionalInterface
    interface Source<V> {

        /** @param executor where the steps run, unless others have a say in that */
        KeyCalls<V> of(Purpose purpose, Executor executor);
    }
}
