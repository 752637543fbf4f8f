package dev.terrace.cache.engine;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.Origin;
import dev.terrace.cache.Tier;
import dev.terrace.cache.UnsupportedKeyException;
import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Codec;
import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.ControlView;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.coherence.Validity;
import dev.terrace.cache.engine.EntryWriter.Source;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.engine.Flight.Staleness;
import dev.terrace.cache.engine.NearAccess.Found;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.RemoteKey;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the paths of one cache have in common: its tiers, its keys, and the steps that more than one of them takes. */
final class CacheCore {

    /** How often each instance asks, of a value that it serves, whether the throttle is over. */
    private static final Duration THROTTLED_PAUSE = Duration.ofMillis(250);

    final String name;
    final CachePolicy policy;
    final EngineParts parts;
    final Coherence coherence;
    final Lives lives;
    final RemoteAccess remote;
    final @Nullable NearAccess near;
    final Flights flights;
    final Loads loads;

    /** Whether other instances hear of its invalidations, and it of theirs. */
    final boolean shared;

    final EntryWriter writer;
    final StatisticsRecorder statistics = new StatisticsRecorder();

    CacheCore(String name, CachePolicy policy, EngineParts parts, LoadWatch watch) {
        this.name = name;
        this.policy = policy;
        this.parts = parts;
        this.coherence = parts.coherence();
        this.lives = new Lives(policy, parts.random());
        this.remote = new RemoteAccess(this, policy.has(Tier.REMOTE) ? parts.remote() : null);
        this.shared = parts.remote() != null && (remote.exists() || policy.coherent());
        this.near = policy.has(Tier.NEAR) ? new NearAccess(this, shared) : null;
        this.writer = new EntryWriter(policy, remote.exists() ? codec() : null, parts.random());
        this.flights = new Flights(name, coherence, parts.keys(), parts.clock());
        this.loads = new Loads(this, watch);
        if (shared) {
            coherence.keepTagsFor(policy.longestLife());
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
        if (near == null) {
            return false;
        }
        // Dropped first: what finds an entry after that has a task that is poisoned below.
        boolean wasNear = near.tier().dropAll();
        coherence.poisonAll(id -> id instanceof LocalId local && local.cache.equals(name));
        return near.tier().dropAll() || wasNear;
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
        // Dropped first: what finds an entry after that has a task that is poisoned below.
        boolean wasNear = dropNear(pattern);
        coherence.poisonAll(id -> id instanceof LocalId local && local.cache.equals(name));
        return dropNear(pattern) || wasNear;
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

    /** The near entry of a key if it may be served as it is, counted as a hit. */
    @Nullable
    NearEntry nearHit(Object key) {
        return near != null ? near.hit(nearKey(key)) : null;
    }

    /** The near entry of a key and what it is good for, or null. */
    @Nullable
    Found look(EntryKey key) {
        return near != null ? near.look(key.near()) : null;
    }

    /** A near entry that was counted already. */
    @SuppressWarnings("unchecked")
    <V> CachedValue<V> served(NearEntry entry) {
        Duration age = Duration.ofMillis(ageMillis(entry.origin().writtenAt()));
        boolean stale = !entry.life().isFresh(parts.clock().nanoTime());
        return new CachedValue<>((V) entry.value(), Origin.NEAR, age, stale);
    }

    /** A near entry that is now counted as a hit. */
    <V> CachedValue<V> hit(NearEntry entry) {
        Objects.requireNonNull(near).count(entry, parts.clock().nanoTime());
        return served(entry);
    }

    /** What a flight brought to one of its callers, counted as such. */
    <V> CachedValue<V> served(Landing landing) {
        statistics.served(landing);
        return value(landing);
    }

    /** A value of the remote tier that nobody asked for as such. */
    CachedValue<Object> remoteValue(StoredValue stored) {
        return value(Landing.fresh(stored, Origin.REMOTE));
    }

    @SuppressWarnings("unchecked")
    private <V> CachedValue<V> value(Landing landing) {
        StoredValue stored = landing.stored();
        return landing.origin() == Origin.LOADED
                ? CachedValue.loaded((V) stored.value())
                : new CachedValue<>(
                        (V) stored.value(),
                        landing.origin(),
                        Duration.ofMillis(ageMillis(stored.writtenAt())),
                        landing.stale() != null);
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

    /** What the callers of a flight may be given instead of what is not loaded, or null. */
    @Nullable
    Fallback fallback(EntryKey key, Flight flight) {
        Fallback fallback = flight.fallback();
        return fallback != null && holds(key, flight, fallback) && mayServeInTrouble(fallback) ? fallback : null;
    }

    /**
     * Lets a flight fall back on a near entry that was seen before it began, unless that has gone since. An invalidation drops first
     * and poisons then: one that does not find the task of the flight has dropped the entry by now.
     */
    void reserve(EntryKey key, Flight flight, NearEntry seen) {
        if (near != null && near.tier().get(key.near()) == seen) {
            flight.fallBackOn(Fallback.near(seen, flight.task()));
        }
    }

    /** Whether nothing is known to have invalidated it, when it was found or since. */
    boolean holds(EntryKey key, Flight flight, Fallback fallback) {
        boolean clean = !fallback.task().isPoisoned() && !flight.task().isPoisoned();
        return (clean || isNearStill(key, fallback.stored()))
                && !isBarred(key)
                && (!shared || coherence.mayShare(key.hash(), flight.beganAt()))
                && isValid(key, fallback.stored());
    }

    /** Tags and patterns poison all tasks, for whom they concern is not known yet: of what is near it is. */
    private boolean isNearStill(EntryKey key, StoredValue stored) {
        return near != null && stored.isStamped() && near.has(key.near(), stored.stamp());
    }

    /** Whether it is within its life still. */
    boolean isFresh(Fallback fallback) {
        return Lives.isFresh(nanosLeft(fallback));
    }

    private long nanosLeft(Fallback fallback) {
        return fallback.near() != null
                ? fallback.near().life().freshUntil() - parts.clock().nanoTime()
                : nanosLeft(fallback.stored());
    }

    private boolean mayServeInTrouble(Fallback fallback) {
        return fallback.near() != null
                ? Objects.requireNonNull(near).mayServeInTrouble(fallback.near())
                : lives.mayServeInTrouble(nanosLeft(fallback.stored()));
    }

    /** What somebody is served who comes while a flight loads it anew; null if he has to wait for that. */
    @Nullable
    Landing meanwhile(EntryKey key, Flight flight) {
        Fallback served = flight.meanwhile();
        if (served == null || !holds(key, flight, served) || !mayServeInTrouble(served)) {
            return null;
        }
        if (isFresh(served)) {
            return Landing.fresh(served.stored(), served.origin());
        }
        return lives.mayRevalidate(nanosLeft(served)) ? Landing.stale(served, Staleness.REVALIDATING) : null;
    }

    /** Serves an old value instead of what is not loaded, and for a while without trying again. */
    Landing instead(EntryKey key, Fallback fallback, Staleness why) {
        quieten(key, fallback.stored(), policy.loader().throttle());
        return old(fallback, why);
    }

    /** Serves an old value because another instance has tried to load it anew and failed, and asks again soon whether it may try. */
    Landing elsewhereFailed(EntryKey key, Fallback fallback) {
        quieten(key, fallback.stored(), THROTTLED_PAUSE);
        return old(fallback, Staleness.ERROR);
    }

    private Landing old(Fallback fallback, Staleness why) {
        return isFresh(fallback) ? Landing.fresh(fallback.stored(), fallback.origin()) : Landing.stale(fallback, why);
    }

    /** Whether it is good enough for a read, whatever else there is to be had. */
    boolean mayServeAtOnce(Fallback fallback) {
        return lives.mayRevalidate(nanosLeft(fallback)) || isFresh(fallback);
    }

    /** Lets the near entry of a value be served for a while without a closer look. */
    void quieten(EntryKey key, StoredValue stored, Duration pause) {
        NearEntry entry = near != null ? near.tier().get(key.near()) : null;
        if (near != null && entry != null && entry.origin().stamp() == stored.stamp()) {
            near.quieten(entry, pause);
        }
    }

    private String textOf(EntryKey key) {
        return KeyText.of(key.near(), parts.keys());
    }

    Validity validity(EntryKey key, StoredValue stored) {
        return coherence.control().validity(name, stored.ctl(), stored.tags(), () -> textOf(key));
    }

    boolean isValid(EntryKey key, StoredValue stored) {
        return validity(key, stored) == Validity.VALID;
    }

    /** Nanoseconds until the end of the life of a value, negative after that. */
    long nanosLeft(StoredValue stored) {
        return Lives.nanos(millisLeft(stored));
    }

    /** How long a value is still fresh, negative if it is not; {@link Long#MAX_VALUE} for ever. */
    private long millisLeft(StoredValue stored) {
        return stored.freshMillis() == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : stored.freshMillis() - ageMillis(stored.writtenAt());
    }

    long ageMillis(long writtenAt) {
        return Math.max(0, coherence.serverMillis() - writtenAt);
    }

    // ---- storing

    /** Installs what a task got in the near tier, unless an invalidation came between. */
    void install(EntryKey key, StoredValue stored, FillTask task) {
        if (near != null) {
            near.install(key, stored, task, millisLeft(stored));
        }
    }

    /** How a value came about that a task got now. */
    Source source(FillTask task, long loadMillis, Validators validators) {
        return new Source(task.ctl(), coherence.serverMillis(), loadMillis, validators);
    }

    /** The value as the tiers will hold it; null if it may not or cannot be stored. */
    @Nullable
    StoredValue describe(@Nullable Object value, EntryDescription entry, Source source) {
        return describe(value, () -> {
            StoredValue stored = writer.describe(value, entry, source);
            coherence.keepTagsFor(stored.life());
            return stored;
        });
    }

    /** The value as the near tier alone will hold it; null if it may not be stored. */
    @Nullable
    StoredValue describeNear(EntryKey key, @Nullable Object value, EntryDescription entry, Source source) {
        return describe(value, () -> writer.describeNear(value, entry, source, nearStamp(key)));
    }

    /** The stamp of a value that the near tier alone has. */
    long nearStamp(EntryKey key) {
        return coherence.isConnected(key.hash()) ? StoredValue.SHARED : StoredValue.LOCAL;
    }

    /** Keeps a value in the near tier alone; null if it may not be kept. */
    @Nullable
    StoredValue keepNear(EntryKey key, @Nullable Object value, EntryDescription entry, FillTask task, Source source) {
        StoredValue stored = describeNear(key, value, entry, source);
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

    /** Drops the near entry of a key. Returns whether there was one. */
    boolean dropNear(EntryKey key) {
        return near != null && near.tier().drop(key.near());
    }

    /** Whether an invalidation of a key by this instance is not acknowledged yet. */
    boolean isBarred(EntryKey key) {
        return shared && coherence.isBarred(key.hash());
    }

    // ---- loading

    /** A loader failed, whatever its callers got instead. */
    void loadFailed(Throwable thrown) {
        parts.listener()
                .onEvent(new CacheEvent.LoadFailed(name, thrown.getClass().getName()));
    }

    /** A load has run for so long that nobody waits for it any more. */
    void loadHung(Duration running) {
        parts.listener().onEvent(new CacheEvent.LoadHung(name, running));
    }

    CompletionStage<Void> after(long millis) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        parts.timer().after(Duration.ofMillis(millis), () -> done.complete(null));
        return done;
    }
}
