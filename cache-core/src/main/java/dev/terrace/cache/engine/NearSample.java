package dev.terrace.cache.engine;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.coherence.NearEntries;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import java.util.concurrent.CompletionStage;

/**
 * A near entry that is held against the remote tier.
 *
 * @param cache its cache, which has a remote tier
 * @param entry the entry
 */
record NearSample(CacheCore cache, NearEntry entry) implements NearEntries.Sample {

    @Override
    public RemoteKey key() {
        return RemoteAccess.remoteKey(cache.keyOf(entry.key()));
    }

    @Override
    public long stamp() {
        return entry.origin().stamp();
    }

    @Override
    public boolean isServed() {
        return cache.near != null && cache.near.isUndisputed(entry);
    }

    @Override
    public CompletionStage<Boolean> differsFromRemote() {
        byte[] stamp = Envelope.stampOf(stamp());
        return cache.remote
                .tier()
                .read(key(), stamp, null)
                .thenApplyAsync(
                        read -> read instanceof RemoteRead.Hit hit
                                && cache.writer.isOther(cache.keyOf(entry.key()), entry.value(), hit.stored()),
                        cache.parts.executor());
    }

    @Override
    public void reject() {
        cache.statistics.mismatches.increment();
        entry.owner().drop(entry.key(), entry);
    }
}
