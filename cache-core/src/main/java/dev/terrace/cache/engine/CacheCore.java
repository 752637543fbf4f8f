package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.EntryOptionsException;
import dev.terrace.cache.Origin;
import dev.terrace.cache.Tier;
import dev.terrace.cache.UnsupportedKeyException;
import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.codec.KeyReader;
import dev.terrace.cache.codec.TooLargeException;
import dev.terrace.cache.codec.UnencodableValueException;
import dev.terrace.cache.codec.ValueFormat;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.ControlView;
import dev.terrace.cache.coherence.FillTask;
import dev.terrace.cache.coherence.Validity;
import dev.terrace.cache.engine.EntryWriter.Source;
import dev.terrace.cache.engine.Flight.Landing;
import dev.terrace.cache.engine.Flight.Staleness;
import dev.terrace.cache.engine.NearAccess.Found;
import dev.terrace.cache.engine.NearAccess.Use;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.near.NearTier;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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
    final ObservedWork observed;
    final Announcements announcements;

    /** Whether other instances hear of its invalidations, and it of theirs. */
    final boolean shared;

    final EntryWriter writer;
    final StatisticsRecorder statistics = new StatisticsRecorder();
    final HotKeys hotKeys = new HotKeys();

    CacheCore(String name, CachePolicy policy, EngineParts parts, LoadWatch watch) {
        this.name = name;
        this.policy = policy;
        this.parts = parts;
        this.coherence = parts.coherence();
        this.lives = new Lives(policy, parts.random());
        EntryLives entryLives = new EntryLives(name, policy, parts.lives(), parts.random());
        this.observed = new ObservedWork(name, parts.listener().observer());
        this.announcements = new Announcements(coherence, observed);
        this.remote = new RemoteAccess(this, remoteTier(policy, parts, observed));
        this.shared = parts.remote() != null && (remote.exists() || policy.coherent());
        this.near = policy.has(Tier.NEAR) ? new NearAccess(this, shared) : null;
        this.writer = new EntryWriter(policy, format(), entryLives, parts);
        this.flights = new Flights(name, coherence, parts.keys(), parts.clock());
        this.loads = new Loads(this, watch);
        if (shared) {
            coherence.keepTagsFor(policy.longestLife());
        }
        parts.near().add(this);
    }

    private static @Nullable RemoteTier remoteTier(CachePolicy policy, EngineParts parts, ObservedWork observed) {
        RemoteTier tier = parts.remote();
        return tier != null && policy.has(Tier.REMOTE)
                ? ObservedTier.of(tier.replicated(policy.storage().replicas()), observed)
                : null;
    }

    private @Nullable ValueFormat format() {
        boolean copies = near != null && policy.near().copy() != CachePolicy.Copy.NONE;
        return remote.exists() || copies ? parts.formats().of(name, policy.storage()) : null;
    }

    // ---- keys

    /**
     * A key in the forms that the tiers want.
     *
     * @param near the caller's own key object, or a text for one that equals nothing but itself
     * @param id what fill tasks and invalidations name it by: its hash, if other instances may name it
     * @param remote the key as other instances name it; null if they do not
     * @param tooLong its characters, if they are too many for anything to be stored under it; else 0
     */
    record EntryKey(Object near, Object id, @Nullable RemoteKey remote, int tooLong) {
        boolean oversized() {
            return tooLong > 0;
        }

        long hash() {
            return remote != null ? remote.hash() : 0;
        }

        /** What an encrypted value is bound to, besides its header. */
        String place() {
            return remote == null ? "" : remote.cache().length() + ":" + remote.cache() + remote.text();
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
            return new EntryKey(nearKey, new LocalId(name, nearKey), null, tooLong(key));
        }
        String literal = KeyText.literal(key, parts.keys());
        String text = parts.names().ofKey(name, KeyEncoder.shortened(literal));
        long hash = KeyHash.of(name, text);
        return new EntryKey(nearKey(key), hash, new RemoteKey(name, text, hash), tooLong(literal));
    }

    /**
     * The key of this text, as far as that can be told without knowing its class: by the object that the near tier has, else by the text
     * alone, which is enough for other tiers and instances. Null in a cache of this process alone that has no such entry.
     */
    @Nullable
    Object keyNamed(String text) {
        if (!shared) {
            return near == null ? null : keyHere(near.tier(), text);
        }
        NearEntry entry =
                parts.near().index().find(KeyHash.of(name, parts.names().ofKey(name, text)));
        return entry != null && isOwner(entry) ? entry.key() : new KeyText(text);
    }

    /** Most keys are plain values, which their text tells; for any other all of them are looked at. */
    private @Nullable Object keyHere(NearTier tier, String text) {
        Object plain = KeyReader.read(text);
        return plain != null && tier.peek(plain) != null
                ? plain
                : tier.keys().stream()
                        .filter(key -> text.equals(textOrNull(key)))
                        .findFirst()
                        .orElse(null);
    }

    /** The text of a key, or null if it has none. */
    @Nullable
    String textOrNull(Object key) {
        try {
            return KeyText.of(key, parts.keys());
        } catch (UnsupportedKeyException e) {
            return null;
        }
    }

    /** A key that other instances do not name has no text: only one that is a text has a length. */
    private int tooLong(Object key) {
        return key instanceof String text ? tooLong(text) : 0;
    }

    private int tooLong(String literal) {
        return literal.length() > policy.storage().maximumKeyLength() ? literal.length() : 0;
    }

    /** Forgets the near entries whose keys match, in this process alone. Returns whether there was one. */
    boolean forgetHere(KeyPattern.Matcher pattern) {
        // Dropped first: what finds an entry after that has a task that is poisoned below.
        boolean wasNear = dropNear(pattern);
        coherence.poisonAll(id -> id instanceof LocalId local && local.cache.equals(name));
        return dropNear(pattern) || wasNear;
    }

    /** Drops the near entries whose keys match. */
    boolean dropNear(KeyPattern.Matcher pattern) {
        return near != null && near.tier().dropIf(key -> matches(pattern, key));
    }

    long countNear(KeyPattern.Matcher pattern) {
        return near != null ? near.tier().count(key -> matches(pattern, key)) : 0;
    }

    /** A key that has no text is taken for one that matches. */
    private boolean matches(KeyPattern.Matcher pattern, Object key) {
        try {
            return pattern.matches(KeyText.of(key, parts.keys()));
        } catch (UnsupportedKeyException e) {
            return true;
        }
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

    /** The near entry of a key that only its refresh keeps from being a hit, counted as one; null if there is none. Writes no text of the key. */
    <V> @Nullable CachedValue<V> hitBeforeRefresh(Object key) {
        Found found = near != null ? near.look(nearKey(key)) : null;
        return found == null || found.use() == Use.IN_TROUBLE || !Lives.isFresh(found.left())
                ? null
                : hit(found.entry());
    }

    /** A near entry that was counted already. */
    @SuppressWarnings("unchecked")
    <V> CachedValue<V> served(NearEntry entry) {
        Duration age = Duration.ofMillis(ageMillis(entry.origin().writtenAt()));
        boolean stale = !entry.isFresh(parts.clock().nanoTime());
        return new CachedValue<>((V) entry.value(), Origin.NEAR, age, stale);
    }

    /** A near entry that is now counted as a hit. */
    <V> CachedValue<V> hit(NearEntry entry) {
        Objects.requireNonNull(near).count(entry, parts.clock().nanoTime());
        touch(entry);
        return served(entry);
    }

    /** A near entry is read that may have to be told to the remote tier, so that it lives on. */
    void touch(NearEntry entry) {
        if (Objects.requireNonNull(near).touch(entry)
                && StoredValue.isStamped(entry.origin().stamp())) {
            long left = entry.freshUntil() - parts.clock().nanoTime();
            remote.touch(
                    keyOf(entry.key()),
                    entry.origin().stamp(),
                    kept(left, entry.origin().freshMillis()));
        }
    }

    /** A value of the remote tier is read, and lives on there. */
    void touch(EntryKey key, StoredValue stored) {
        if (lives.isIdling()) {
            remote.touch(key, stored.stamp(), kept(nanosLeft(stored), stored.freshMillis()));
        }
    }

    /** How long a value is kept for which so much of its life is left; null for ever. */
    private @Nullable Duration kept(long left, long freshMillis) {
        return freshMillis == Long.MAX_VALUE ? null : Duration.ofNanos(lives.keptNanos(left, freshMillis));
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
                ? CachedValue.loaded((V) stored.handedOut())
                : new CachedValue<>(
                        (V) stored.handedOut(),
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
                ? fallback.near().freshUntil() - parts.clock().nanoTime()
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

    String textOf(EntryKey key) {
        return KeyText.of(key.near(), parts.keys());
    }

    Validity validity(EntryKey key, StoredValue stored) {
        return coherence.control().validity(name, stored.ctl(), stored.tags(), () -> textOf(key));
    }

    /** Whether something is known to have invalidated the value of a key of this text. */
    Validity validity(String text, Envelope.Header header) {
        return coherence.control().validity(name, header.ctl(), header.tags(), () -> text);
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

    /** Goes on with a task that begins now: what comes of it carries a position behind what was invalidated so far. */
    void beginAnew(EntryKey key, Flight flight) {
        FillTask outdated = flight.task();
        flight.continueWith(coherence.beginFill(key.id()));
        coherence.endFill(outdated);
    }

    void beginAnew(Load.Target target) {
        beginAnew(target.key(), target.flight());
    }

    // ---- storing

    /** Installs what a task got in the near tier, unless an invalidation came between. */
    void install(EntryKey key, StoredValue stored, FillTask task) {
        if (near != null) {
            near.install(key, stored, task, millisLeft(stored));
        }
    }

    /** How a value came about that a task got now. */
    Source source(FillTask task, long loadMillis, Validators validators, @Nullable StoredValue previous) {
        return new Source(task.ctl(), coherence.serverMillis(), loadMillis, validators, previous);
    }

    /** The value as the tiers will hold it; null if it may not or cannot be stored. */
    @Nullable
    StoredValue describe(EntryKey key, @Nullable Object value, EntryDescription entry, Source source) {
        return describe(key, value, () -> kept(writer.describe(key, value, entry, source)));
    }

    /** An unchanged value as the remote tier will hold it anew; null if it cannot be stored. */
    @Nullable
    StoredValue rewrite(
            EntryKey key, StoredValue unchanged, EntryDescription entry, EntryOptions options, Source source) {
        return describe(key, unchanged.value(), () -> kept(writer.rewrite(key, unchanged, entry, options, source)));
    }

    /** An unchanged value as it begins a new life; null if it cannot. */
    @Nullable
    StoredValue freshen(EntryKey key, StoredValue unchanged, EntryOptions options, Source source, long stamp) {
        return describe(key, unchanged.value(), () -> writer.freshen(key, unchanged, options, source, stamp));
    }

    private StoredValue kept(StoredValue stored) {
        coherence.keepTagsFor(stored.life());
        return stored;
    }

    /** The value as the near tier alone will hold it; null if it may not be stored. */
    @Nullable
    StoredValue describeNear(EntryKey key, @Nullable Object value, EntryDescription entry, Source source) {
        return describe(key, value, () -> writer.describeNear(key, value, entry, source, nearStamp(key)));
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

    private @Nullable StoredValue describe(EntryKey key, @Nullable Object value, Supplier<StoredValue> description) {
        if (!writer.mayKeep(value)) {
            return null;
        }
        if (key.oversized()) {
            statistics.oversized.increment();
            parts.listener()
                    .onEvent(new CacheEvent.KeyTooLong(
                            name, key.tooLong(), policy.storage().maximumKeyLength()));
            return null;
        }
        try {
            return description.get();
        } catch (TooLargeException e) {
            statistics.oversized.increment();
            parts.listener().onEvent(new CacheEvent.ValueTooLarge(name, String.valueOf(e.getMessage())));
            return null;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // The codec cannot write it, or an expression of the caller failed. The value is its caller's all the same.
            parts.listener().onEvent(new CacheEvent.ValueNotStored(name, reasonOf(e)));
            return null;
        }
    }

    /** What others say in their exceptions may be what the value says; an {@code IllegalArgumentException} of ours names options. */
    private static String reasonOf(Throwable failure) {
        return failure instanceof UnencodableValueException
                        || failure instanceof EntryOptionsException
                        || failure.getClass() == IllegalArgumentException.class
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getName();
    }

    /** Drops the near entry of a key. Returns whether there was one. */
    boolean dropNear(EntryKey key) {
        return near != null && near.tier().drop(key.near());
    }

    /** Whether an invalidation of a key by this instance is not acknowledged yet. */
    boolean isBarred(EntryKey key) {
        return key.oversized() || (shared && coherence.isBarred(key.hash()));
    }

    CacheStatistics statistics() {
        NearTier tier = near != null ? near.tier() : null;
        return statistics.snapshot(
                tier != null ? tier.evictions() : 0, tier != null ? tier.size() : 0, loads.running(), loads.hung());
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

    /** Where the steps of what this thread does go on. */
    Executor executor() {
        return observed.continued(parts.executor());
    }

    CompletionStage<Void> after(long millis) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        parts.timer().after(Duration.ofMillis(millis), () -> done.complete(null));
        return done;
    }
}
