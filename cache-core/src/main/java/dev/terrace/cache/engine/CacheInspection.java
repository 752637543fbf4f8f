package dev.terrace.cache.engine;

import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.KeyReader;
import dev.terrace.cache.codec.UnreadablePayloadException;
import dev.terrace.cache.coherence.Validity;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One cache as a person looks at it, who names keys by their {@linkplain KeyEncoder texts}. Looking is not reading: it is not counted,
 * keeps nothing alive and brings nothing near. Thread-safe; nothing here blocks.
 */
public final class CacheInspection {

    /** So many keys are listed by a call at most. */
    public static final int MOST_KEYS = 500;

    private final CacheCore core;
    private final DefaultTieredCache cache;
    private final Writes writes;

    CacheInspection(CacheCore core, DefaultTieredCache cache, Writes writes) {
        this.core = core;
        this.cache = cache;
        this.writes = writes;
    }

    /** A key and an estimate of how often it was read. */
    public record HotKey(String text, long reads) {}

    /** How long all loads took together that returned a value or null. */
    public Duration loadTime() {
        return Duration.ofNanos(core.statistics.loadNanos.sum());
    }

    /** The keys that are read most, the first the most; none unless {@link CacheRuntime#watchHotKeys} was called. */
    public List<HotKey> hottest(int most) {
        return core.hotKeys.hottest(most).stream()
                .<HotKey>mapMulti((counted, into) -> {
                    String text = core.textOrNull(counted.element());
                    if (text != null) {
                        into.accept(new HotKey(text, counted.count()));
                    }
                })
                .toList();
    }

    /** Whether keys can be told by their texts: not if the remote tier knows them as digests only. */
    public boolean hasPlainKeys() {
        return !core.shared || core.parts.names().arePlain();
    }

    /** Whether a listing of keys may have said this, as the page behind it. */
    public static boolean isPage(String text) {
        return KeyCursor.isText(text);
    }

    /**
     * Some keys of the cache.
     *
     * @param glob as for {@link dev.terrace.cache.TieredCache#evictByPattern}; null or stars alone for every key
     * @param page what the page before said; null for the first
     * @param size about so many; there may be fewer, or none, although there are more
     * @return fails if the remote tier does
     * @throws IllegalArgumentException if pattern, page or size cannot be used
     */
    public CompletionStage<KeyListing> keys(@Nullable String glob, @Nullable String page, int size) {
        if (size < 1 || size > MOST_KEYS) {
            throw new IllegalArgumentException("A page of %d keys; ask for 1 to %d".formatted(size, MOST_KEYS));
        }
        KeyPattern.Matcher pattern = glob == null || KeyPattern.isEvery(glob)
                ? null
                : KeyPattern.of(core.name, glob).matcher();
        return new KeyScan(core, pattern, size).page(page == null ? null : KeyCursor.parse(page));
    }

    /**
     * What the tiers hold under a key: one call of the remote tier.
     *
     * @return fails if the remote tier does
     * @throws IllegalArgumentException if this is the text of no key
     */
    public CompletionStage<KeyView> find(String text) {
        requireText(text);
        KeyView.Entry near = near(text);
        EntryKey key = remoteKey(text);
        if (key == null || !core.remote.mayAsk(key)) {
            return CompletableFuture.completedFuture(new KeyView(near, null, !core.remote.exists()));
        }
        RemoteKey remote = RemoteAccess.remoteKey(key);
        return core.remote
                .tier()
                .headers(List.of(remote))
                .thenApply(headers -> new KeyView(near, remote(text, headers.get(0)), true));
    }

    private @Nullable EntryKey remoteKey(String text) {
        return core.shared ? core.keyOf(new KeyText(text)) : null;
    }

    private KeyView.@Nullable Entry near(String text) {
        NearEntry entry = nearEntry(text);
        if (entry == null) {
            return null;
        }
        NearEntry.Origin origin = entry.origin();
        return new KeyView.Entry(
                Duration.ofMillis(core.ageMillis(origin.writtenAt())),
                origin.freshMillis() == Long.MAX_VALUE
                        ? null
                        : Duration.ofNanos(
                                entry.freshUntil() - core.parts.clock().nanoTime()),
                core.policy.stale().longest(),
                origin.weight(),
                Long.toUnsignedString(origin.stamp(), 16),
                origin.tags());
    }

    private @Nullable NearEntry nearEntry(String text) {
        Object key = core.keyNamed(text);
        return core.near == null || key == null ? null : core.near.peek(key);
    }

    /** Null for what is none of ours, too: it is no entry to any reader. */
    private KeyView.@Nullable Entry remote(String text, byte[] bytes) {
        if (bytes.length == 0) {
            return null;
        }
        Envelope.Header header;
        try {
            header = Envelope.parseHeader(bytes);
        } catch (UnreadablePayloadException e) {
            return null;
        }
        if (core.validity(text, header) == Validity.INVALID) {
            return null;
        }
        Duration age = Duration.ofMillis(core.ageMillis(header.writtenAt()));
        boolean forEver = header.freshMillis() == Long.MAX_VALUE;
        return new KeyView.Entry(
                age,
                forEver ? null : Duration.ofMillis(header.freshMillis()).minus(age),
                Duration.ofMillis(header.staleMillis()),
                Envelope.sizeOf(bytes),
                Long.toUnsignedString(header.stamp(), 16),
                header.tags());
    }

    /**
     * The value under a key: of the near tier, else of the remote one, by a call of its own.
     *
     * @return brings null if there is none that can be read; fails if the remote tier does
     */
    public CompletionStage<@Nullable Value> value(String text) {
        requireText(text);
        NearEntry entry = nearEntry(text);
        if (entry != null) {
            return CompletableFuture.completedFuture(new Value(entry.value()));
        }
        EntryKey key = remoteKey(text);
        if (key == null || !core.remote.mayAsk(key)) {
            return CompletableFuture.completedFuture(null);
        }
        return core.remote
                .tier()
                .read(RemoteAccess.remoteKey(key), null, null)
                .thenApplyAsync(read -> read(key, read), core.parts.executor());
    }

    private @Nullable Value read(EntryKey key, RemoteRead read) {
        if (!(read instanceof RemoteRead.Hit hit)) {
            return null;
        }
        try {
            StoredValue stored = core.writer.parse(key, hit.stored(), EntryDescription.unknown());
            return core.isValid(key, stored) ? new Value(stored.handedOut()) : null;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return null;
        }
    }

    /**
     * A value.
     *
     * @param value null if null is cached
     */
    public record Value(@Nullable Object value) {}

    // ---- operations

    /**
     * What became of what a person asked for.
     *
     * @param done whether it is done everywhere; if not, what is left of it is tried again
     * @param known whether there was something
     */
    public record Outcome(boolean done, boolean known) {}

    /** As {@link dev.terrace.cache.TieredCache#evict}, by the text of the key. */
    public CompletionStage<Outcome> evict(String text) {
        requireText(text);
        Object key = core.keyNamed(text);
        if (key == null) {
            return CompletableFuture.completedFuture(new Outcome(true, false));
        }
        EntryKey named = core.keyOf(key);
        return cache.evict(key).thenApply(known -> new Outcome(!core.isBarred(named), known));
    }

    /** As {@link dev.terrace.cache.TieredCache#clear}. */
    public CompletionStage<Outcome> clear() {
        return writes.clear();
    }

    /**
     * As {@link dev.terrace.cache.TieredCache#evictByPattern}, of a cache that {@linkplain #hasPlainKeys has plain keys}.
     *
     * @return fails if there are {@linkplain dev.terrace.cache.TooManyPatternsException too many patterns}
     */
    public CompletionStage<Outcome> evict(KeyPattern pattern) {
        return writes.evictByPattern(pattern);
    }

    /**
     * Brings entries of the remote tier into the near one. Each key counts as read.
     *
     * @return how many keys have an entry here then; keys of classes that no text can be read as are none of them
     */
    public CompletionStage<Integer> warmUp(Collection<String> texts) {
        List<Object> keys = texts.stream()
                .<Object>mapMulti((text, into) -> {
                    Object key = KeyReader.read(text);
                    if (key != null) {
                        into.accept(key);
                    }
                })
                .toList();
        return cache.lookupAllAsync(keys, EntryDescription.unknown()).thenApply(found -> found.size());
    }

    /** Whether it has a near tier. */
    public boolean hasNear() {
        return core.near != null;
    }

    /**
     * Lets the next read here that can load be served what the near tier has, and load it anew in the background, whatever is left of its
     * life. The other instances keep theirs.
     *
     * @return whether there is an entry that this can be done with
     */
    public boolean refresh(String text) {
        requireText(text);
        NearEntry entry = nearEntry(text);
        if (entry == null || !core.policy.loadsInBackground()) {
            return false;
        }
        entry.wantRefresh(core.parts.clock().nanoTime());
        return true;
    }

    private static void requireText(String text) {
        if (text.isEmpty() || text.length() > KeyEncoder.MAXIMUM_LENGTH) {
            throw new IllegalArgumentException(
                    "The text of a key of %d characters; it has 1 to %d, as the list of keys shows it"
                            .formatted(text.length(), KeyEncoder.MAXIMUM_LENGTH));
        }
    }
}
