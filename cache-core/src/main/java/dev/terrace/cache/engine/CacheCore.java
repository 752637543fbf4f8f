package dev.terrace.cache.engine;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.Tier;
import dev.terrace.cache.UnsupportedKeyException;
import dev.terrace.cache.ValueLoader;
import dev.terrace.cache.codec.Codec;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.codec.UnreadablePayloadException;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.ControlView;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.coherence.Validity;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.StageFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the paths of one cache have in common: its tiers, its keys, and the steps that more than one of them takes. */
final class CacheCore {

    /** How often the lease may be lost to others before a waiter helps itself. */
    private static final int LEASES_TO_WAIT = 2;

    final String name;
    final CachePolicy policy;
    final EngineParts parts;
    final Coherence coherence;
    final @Nullable RemoteTier remote;
    final @Nullable NearAccess near;

    /** Whether other instances hear of its invalidations, and it of theirs. */
    final boolean shared;

    final EntryWriter writer;
    final StatisticsRecorder statistics = new StatisticsRecorder();

    CacheCore(String name, CachePolicy policy, EngineParts parts) {
        this.name = name;
        this.policy = policy;
        this.parts = parts;
        this.coherence = parts.coherence();
        this.remote = policy.has(Tier.REMOTE) ? parts.remote() : null;
        this.shared = parts.remote() != null && (remote != null || policy.coherent());
        this.near = policy.has(Tier.NEAR) ? new NearAccess(name, policy.near(), parts, shared) : null;
        this.writer = new EntryWriter(policy, remote != null ? codec() : null, parts.random());
        if (shared) {
            coherence.keepTagsFor(policy.timeToLive());
        }
        parts.near().add(this);
    }

    private Codec codec() {
        Codec codec = parts.codecs().get(policy.codec());
        if (codec == null) {
            throw new CacheConfigurationException(
                    "'codec' (%s) of the cache '%s' is not a codec".formatted(policy.codec(), name),
                    "use one of " + parts.codecs().keySet().stream().sorted().toList());
        }
        return codec;
    }

    // ---- keys

    /**
     * A key in the forms that the tiers want.
     *
     * @param near the caller's own key object, or a text for one that equals nothing but itself
     * @param id what fill tasks and invalidations name it by: its hash, if other instances may name it
     * @param remote the key as other instances name it; null if they do not
     */
    record EntryKey(Object near, Object id, @Nullable RemoteKey remote) {
        long hash() {
            return remote != null ? remote.hash() : 0;
        }
    }

    private record LocalId(String cache, Object key) {}

    /** Forgets all near entries, and what is being loaded, in this process alone. Returns whether there was an entry. */
    boolean forgetHere() {
        coherence.poisonAll(id -> id instanceof LocalId local && local.cache.equals(name));
        return near != null && near.tier().dropAll();
    }

    EntryKey keyOf(Object key) {
        if (!shared) {
            Object nearKey = nearKey(key);
            return new EntryKey(nearKey, new LocalId(name, nearKey), null);
        }
        String text = KeyText.of(key, parts.keys());
        long hash = KeyHash.of(name, text);
        return new EntryKey(nearKey(key), hash, new RemoteKey(name, text, hash));
    }

    /** Forgets the near entries whose keys match, in this process alone. Returns whether there was one. */
    boolean forgetHere(KeyPattern.Matcher pattern) {
        coherence.poisonAll(id -> id instanceof LocalId local && local.cache.equals(name));
        return dropNear(pattern);
    }

    /** Drops the near entries whose keys match; a key that has no text is taken for one that does. */
    boolean dropNear(KeyPattern.Matcher pattern) {
        return near != null
                && near.tier().dropIf(key -> {
                    try {
                        return pattern.matches(KeyText.of(key, parts.keys()));
                    } catch (UnsupportedKeyException e) {
                        return true;
                    }
                });
    }

    boolean isOwner(NearEntry entry) {
        return near != null && entry.owner() == near.tier();
    }

    private Object nearKey(Object key) {
        return KeyText.nearKey(key, parts.keys());
    }

    // ---- serving

    @Nullable
    NearEntry nearHit(Object key) {
        NearEntry entry = near != null ? near.servable(nearKey(key)) : null;
        if (entry != null) {
            statistics.nearHits.increment();
        }
        return entry;
    }

    /** The near entry of a key if it may be served now; not counted as a hit. */
    @Nullable
    NearEntry servable(EntryKey key) {
        return near != null ? near.servable(key.near()) : null;
    }

    /** The near entry of a key that is only to be {@linkplain #verify verified} to be a hit, or null. */
    @Nullable
    NearEntry doubtful(EntryKey key) {
        return near != null && remote != null && mayAsk(key) ? near.doubtful(key.near()) : null;
    }

    /**
     * Asks for the header of a doubtful entry alone.
     *
     * @return the entry as it stands now, or null if the remote value is another one. Never fails
     */
    CompletionStage<@Nullable NearEntry> verify(EntryKey key, NearEntry entry, FillTask task, Executor executor) {
        byte[] stamp = Envelope.stampOf(entry.origin().stamp());
        return started(() -> remote().headers(List.of(remoteKey(key))))
                .handleAsync(
                        (headers, failure) -> {
                            if (failure != null) {
                                remoteFailed("verify", failure);
                                return null;
                            }
                            boolean same = Arrays.equals(Envelope.stampOf(headers.get(0)), stamp);
                            return same ? Objects.requireNonNull(near).verified(entry, task) : null;
                        },
                        executor);
    }

    @SuppressWarnings("unchecked")
    <V> CachedValue<V> served(NearEntry entry) {
        Duration age = Duration.ofMillis(ageMillis(entry.origin().writtenAt()));
        return new CachedValue<>((V) entry.value(), Origin.NEAR, age, false);
    }

    @SuppressWarnings("unchecked")
    <V> CachedValue<V> served(Landing landing) {
        StoredValue stored = landing.stored();
        return landing.origin() == Origin.LOADED
                ? CachedValue.loaded((V) stored.value())
                : new CachedValue<>(
                        (V) stored.value(), landing.origin(), Duration.ofMillis(ageMillis(stored.writtenAt())), false);
    }

    /** A value that another caller's flight brought. */
    <V> CachedValue<V> servedFollower(Landing landing) {
        (landing.origin() == Origin.LOADED ? statistics.misses : statistics.remoteHits).increment();
        return served(landing);
    }

    /** For a caller that must not wait for the one who loads. */
    <V> @Nullable V loadAlone(ValueLoader<V> loader) throws Exception {
        statistics.misses.increment();
        try {
            V value = loader.load();
            statistics.loads.increment();
            return value;
        } catch (Throwable e) {
            statistics.loadFailures.increment();
            throw e;
        }
    }

    /** As {@link #loadAlone}, for a caller that does not block. */
    <V> CompletionStage<CachedValue<V>> loadAloneAsync(Supplier<? extends CompletionStage<V>> loader) {
        statistics.misses.increment();
        return this.<V>started(loader).<CachedValue<V>>handle((value, failure) -> {
            if (failure != null) {
                statistics.loadFailures.increment();
                throw LoadFailure.sneak(LoadFailure.of(failure).thrown());
            }
            statistics.loads.increment();
            return CachedValue.loaded(value);
        });
    }

    /**
     * Whether what a flight brought may be given to a caller who was not there when it began. What this instance has begun to
     * invalidate does not matter: whoever joined after that has joined a flight that began after it.
     */
    boolean mayShare(EntryKey key, StoredValue stored) {
        ControlView control = coherence.control();
        return stored.isDescribed()
                ? control.isCurrent(name, stored.ctl(), stored.tags(), () -> textOf(key))
                : control.position() <= stored.ctl();
    }

    private String textOf(EntryKey key) {
        return KeyText.of(key.near(), parts.keys());
    }

    private Validity validity(EntryKey key, StoredValue stored) {
        return coherence.control().validity(name, stored.ctl(), stored.tags(), () -> textOf(key));
    }

    /**
     * The value of a hit, or null if it cannot be read, is past its life or was invalidated; what was invalidated lately is known
     * here then. Never fails.
     */
    CompletionStage<@Nullable StoredValue> usable(
            EntryKey key, RemoteRead.Hit hit, EntryDescription entry, Executor executor) {
        StoredValue stored;
        try {
            stored = writer.parse(hit.stored(), entry);
        } catch (UnreadablePayloadException e) {
            payloadRejected(e);
            return CompletableFuture.completedFuture(null);
        }
        if (millisLeft(stored) <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return switch (validity(key, stored)) {
            case VALID -> CompletableFuture.completedFuture(stored);
            case INVALID -> coherence.followControl().thenApplyAsync(followed -> null, executor);
            case UNKNOWN ->
                coherence
                        .lookUp(stored.tags())
                        .thenApplyAsync(known -> validity(key, stored) == Validity.VALID ? stored : null, executor);
        };
    }

    /** How long a value is still fresh; {@link Long#MAX_VALUE} for ever. */
    long millisLeft(StoredValue stored) {
        return stored.freshMillis() == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : stored.freshMillis() - ageMillis(stored.writtenAt());
    }

    private long ageMillis(long writtenAt) {
        return Math.max(0, coherence.serverMillis() - writtenAt);
    }

    // ---- storing

    /** Installs what a task got in the near tier, unless an invalidation came between. */
    void install(EntryKey key, StoredValue stored, FillTask task) {
        if (near != null) {
            near.install(key, stored, task, millisLeft(stored));
        }
    }

    /** The value as the tiers will hold it; null if it may not or cannot be stored. */
    @Nullable
    StoredValue describe(@Nullable Object value, EntryDescription entry, FillTask task, long loadMillis) {
        return describe(value, () -> {
            StoredValue stored = writer.describe(value, entry, task.ctl(), coherence.serverMillis(), loadMillis);
            coherence.keepTagsFor(stored.life());
            return stored;
        });
    }

    /** The value as the near tier alone will hold it; null if it may not be stored. */
    @Nullable
    StoredValue describeNear(EntryKey key, @Nullable Object value, EntryDescription entry, FillTask task) {
        long stamp = coherence.isConnected(key.hash()) ? StoredValue.SHARED : StoredValue.LOCAL;
        return describe(value, () -> writer.describeNear(value, entry, stamp, task.ctl(), coherence.serverMillis()));
    }

    /** Keeps a value in the near tier alone; null if it may not be kept. */
    @Nullable
    StoredValue keepNear(EntryKey key, @Nullable Object value, EntryDescription entry, FillTask task) {
        StoredValue stored = describeNear(key, value, entry, task);
        if (stored != null) {
            statistics.puts.increment();
            install(key, stored, task);
        }
        return stored;
    }

    private @Nullable StoredValue describe(@Nullable Object value, Supplier<StoredValue> description) {
        if (!writer.mayKeep(value)) {
            return null;
        }
        try {
            return description.get();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // The codec cannot write it, or an expression of the caller failed. The value is its caller's all the same.
            parts.listener().onEvent(new CacheEvent.ValueNotStored(name, String.valueOf(e.getMessage())));
            return null;
        }
    }

    /** Stores a value under a lease and installs it here if that was accepted. The stage never fails. */
    CompletionStage<Boolean> fill(EntryKey key, StoredValue stored, Lease lease, FillTask task) {
        byte[] bytes = Objects.requireNonNull(stored.bytes());
        return started(() -> remote().fill(remoteKey(key), lease.token(), bytes, stored.life()))
                .handle((filled, failure) -> {
                    if (failure != null) {
                        remoteFailed("fill", failure);
                        release(key, lease);
                        // Its caller gets the new value: nobody here may get an older one after that.
                        dropNear(key);
                        return false;
                    }
                    if (filled) {
                        statistics.puts.increment();
                        install(key, stored, task);
                    }
                    return filled;
                });
    }

    private void dropNear(EntryKey key) {
        if (near != null) {
            near.tier().drop(key.near());
        }
    }

    /** Gives a lease back; nobody waits for that. */
    void release(EntryKey key, Lease lease) {
        if (remote != null && coherence.isConnected(key.hash())) {
            started(() -> remote().release(remoteKey(key), lease.token())).whenComplete((done, failure) -> {
                if (failure != null) {
                    remoteFailed("release", failure);
                }
            });
        }
    }

    // ---- the remote tier

    /** Whether the remote tier is there and may be asked for this key. */
    boolean mayAsk(EntryKey key) {
        return remote != null && coherence.isConnected(key.hash()) && !isBarred(key);
    }

    /** Whether an invalidation of a key by this instance is not acknowledged yet. */
    boolean isBarred(EntryKey key) {
        return shared && coherence.isBarred(key.hash());
    }

    RemoteTier remote() {
        return Objects.requireNonNull(remote);
    }

    static RemoteKey remoteKey(EntryKey key) {
        return Objects.requireNonNull(key.remote());
    }

    /** A call to the remote tier failed, and its caller will not notice. */
    void remoteFailed(String operation, Throwable failure) {
        statistics.remoteFailures.increment();
        Throwable cause = StageFailure.causeOf(failure);
        parts.listener().onEvent(new CacheEvent.RemoteFailed(name, operation, String.valueOf(cause.getMessage())));
        coherence.suspect();
    }

    private void payloadRejected(UnreadablePayloadException reason) {
        statistics.rejectedPayloads.increment();
        parts.listener().onEvent(new CacheEvent.PayloadRejected(name, String.valueOf(reason.getMessage())));
    }

    // ---- stages

    /** Starts something; what it throws in starting fails the stage. */
    <T> CompletionStage<T> started(Supplier<? extends CompletionStage<T>> start) {
        try {
            return start.get();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    CompletionStage<Void> after(long millis) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        parts.timer().after(Duration.ofMillis(millis), () -> done.complete(null));
        return done;
    }

    /** How long a caller waits for another's load. */
    long waitNanos() {
        return policy.loader().lease().multipliedBy(LEASES_TO_WAIT).toNanos();
    }
}
