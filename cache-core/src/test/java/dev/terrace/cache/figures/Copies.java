package dev.terrace.cache.figures;

import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTier.Fill;
import dev.terrace.cache.tier.RemoteTier.Read;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Fills the remote tier quickly: with copies, under other keys, of an entry that the cache itself has written. */
final class Copies {

    private static final Duration LIFE = Duration.ofMinutes(30);

    private final RemoteTier remote;
    private final String cache;
    private final Envelope original;

    /** Of an entry of this cache that carries these tags. The remote tier must have joined. */
    Copies(RemoteTier remote, TerraceCache cache, String... tags) throws Exception {
        this.remote = remote;
        this.cache = cache.getName();
        cache.put("original", "a value", EntryOptions.tagged(tags));
        RemoteRead read = get(remote.read(key("original"), null, null));
        this.original = Envelope.parse(((RemoteRead.Hit) read).stored());
        cache.evict("original");
    }

    /** So many, whose keys are this prefix and a number. */
    void fill(String prefix, int count) throws Exception {
        for (int from = 0; from < count; from += RemoteTier.MAXIMUM_BULK) {
            int to = Math.min(count, from + RemoteTier.MAXIMUM_BULK);
            fill(IntStream.range(from, to).mapToObj(i -> key(prefix + i)).toList(), from);
        }
    }

    private void fill(List<RemoteKey> keys, int first) throws Exception {
        Lease lease = new Lease("copies", Duration.ofSeconds(10));
        get(remote.read(keys.stream().map(key -> new Read(key, null, lease)).toList()));
        List<Fill> fills = IntStream.range(0, keys.size())
                .mapToObj(i -> new Fill(keys.get(i), lease.token(), copy(first + i), LIFE))
                .toList();
        if (get(remote.fill(fills)).contains(false)) {
            throw new IllegalStateException("An entry was not stored");
        }
    }

    private byte[] copy(int number) {
        Envelope.Header header = original.header();
        Envelope.Header own = new Envelope.Header(
                header.coding(),
                header.nullValue(),
                header.stamp() + 1 + number,
                header.ctl(),
                header.writtenAt(),
                LIFE.toMillis(),
                header.staleMillis(),
                header.loadMillis(),
                header.priority(),
                header.tags(),
                header.type(),
                header.validators());
        return new Envelope(own, original.payload()).toBytes();
    }

    private RemoteKey key(String key) {
        String text = "'" + key + "'";
        return new RemoteKey(cache, text, KeyHash.of(cache, text));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
