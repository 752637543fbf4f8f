package dev.terrace.cache.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.near.Places.Place;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The near tier of one cache: objects under the caller's own keys, bounded by Caffeine in number or weight. Time is not
 * Caffeine's business: an entry says itself until when it is fresh, and is dropped when a read finds that it is not.
 *
 * <p>Invariant: an entry that is in the cache is in the index. Both change within the atomic step that Caffeine makes for a
 * key, an install as well as a drop and an eviction. An install enters the index <em>before</em> it asks its guard, and an
 * invalidation poisons the guard <em>before</em> it looks into the index: so either the install sees the poison, or the
 * invalidation sees the entry and drops it after the install. An entry leaves the index a moment before it leaves the cache, and
 * is marked before that: an invalidation that finds nothing in the index leaves nothing that a read would return. Thread-safe.
 *
 * <p>Order of locks: that of the room for others, Caffeine's eviction lock, Caffeine's atomic step for a key, {@link Places}, the
 * index. Nothing that holds one of them waits for one before it. Caffeine's maintenance runs on the thread that finds it due, after
 * its atomic step.
 */
public final class NearTier {

    private static final int ROUGHLY = 32;

    private final Cache<Object, NearEntry> entries;
    private final @Nullable NearIndex index;
    private final Weights weights;
    private final Places places;
    private final Keeper keeper;
    private final Particulars ordinary = new Particulars(this);

    private final Object roomLock = new Object();

    /** How much Caffeine may hold. Changed under a lock, looked at without: the next install puts it right. */
    private volatile long forOthers;

    private final LongAdder evictions = new LongAdder();

    /** Knows what becomes of entries. Asked and told while an entry is installed: it must not use the tier. */
    public interface Keeper {

        /** Whether an entry will not be served again. */
        boolean isOver(NearEntry entry);

        /** An entry should be pinned, and there is no room for it. */
        void pinRefused();
    }

    /**
     * What one entry counts.
     *
     * @param bound what all may count together
     * @param least what one counts at least, so that their number is bounded as well
     */
    private record Weights(long bound, int least) {

        /** Caffeine bounds the number or the weight. */
        static Weights of(CachePolicy.Near bounds) {
            Long weight = bounds.maximumWeight();
            return weight == null
                    ? new Weights(bounds.maximumSize(), 0)
                    : new Weights(weight, (int) Math.min(Integer.MAX_VALUE, weight / bounds.maximumSize()));
        }

        int of(NearEntry entry) {
            return least == 0 ? 1 : Math.max(least, entry.weight());
        }
    }

    /**
     * @param bounds how much it may hold
     * @param index where invalidations find its entries; null if it is not coherent with other instances
     * @param keeper knows more of the entries
     */
    public NearTier(CachePolicy.Near bounds, @Nullable NearIndex index, Keeper keeper) {
        this.index = index;
        this.weights = Weights.of(bounds);
        this.places = new Places(weights.bound(), weights::of, keeper::isOver);
        this.keeper = keeper;
        this.forOthers = weights.bound();
        this.entries = Caffeine.newBuilder()
                // Maintenance is a matter of some reads at a time, which waking a thread for costs more than doing it.
                .executor(Runnable::run)
                .maximumWeight(weights.bound())
                // Caffeine evicts nothing that weighs nothing.
                .weigher((Object key, NearEntry entry) -> entry.place() == Place.ORDINARY ? weights.of(entry) : 0)
                .evictionListener((key, entry, cause) -> {
                    evictions.increment();
                    if (entry != null) {
                        left(entry);
                    }
                })
                .build();
    }

    /** What its ordinary entries have in common. */
    Particulars ordinary() {
        return ordinary;
    }

    /** The entry of a key, which may be neither fresh nor valid. */
    public @Nullable NearEntry get(Object key) {
        NearEntry entry = entries.getIfPresent(key);
        return entry == null || entry.isDropped() ? null : entry;
    }

    /** As {@link #get}, without its counting as a read. */
    public @Nullable NearEntry peek(Object key) {
        NearEntry entry = entries.policy().getIfPresentQuietly(key);
        return entry == null || entry.isDropped() ? null : entry;
    }

    /**
     * Installs an entry unless its guard was poisoned.
     *
     * @param allowed asked within the atomic step, after the entry can be found by invalidations
     * @return whether it is installed
     */
    public boolean install(Object key, NearEntry entry, BooleanSupplier allowed) {
        return installUnless(key, entry, old -> false, allowed);
    }

    /**
     * As {@link #install}, unless there is one that this test prefers.
     *
     * @return whether it is installed
     */
    public boolean installUnless(Object key, NearEntry entry, Predicate<NearEntry> preferred, BooleanSupplier allowed) {
        return install(key, entry, preferred, allowed) == entry;
    }

    /**
     * Installs an entry if there is none that this test accepts, and unless its guard was poisoned.
     *
     * @param allowed as in {@link #install}
     * @return the accepted entry that is there, or null if there is none
     */
    public @Nullable NearEntry installIfAbsent(
            Object key, NearEntry entry, Predicate<NearEntry> accepted, BooleanSupplier allowed) {
        NearEntry now = install(key, entry, accepted, allowed);
        return now == null || now == entry || !accepted.test(now) ? null : now;
    }

    /** The entry that is there afterwards. */
    private @Nullable NearEntry install(
            Object key, NearEntry entry, Predicate<NearEntry> accepted, BooleanSupplier allowed) {
        boolean[] refused = new boolean[1];
        NearEntry now = exchange(key, entry, accepted, allowed, () -> refused[0] = !places.take(entry));
        if (refused[0]) {
            keeper.pinRefused();
        }
        if (places.wereEverUsed()) {
            places.over().forEach(dead -> drop(dead.key(), dead));
            places.crowdedOut().forEach(this::weighAnew);
            leaveRoom();
        }
        return now;
    }

    /** What has a kept place weighs nothing to Caffeine, which therefore gets the rest of the bound; to within some percent of it. */
    private void leaveRoom() {
        long rest = weights.bound() - places.weight();
        if (Math.abs(rest - forOthers) > weights.bound() / ROUGHLY) {
            // Not the lock of the places, which is taken within Caffeine's: evicting takes Caffeine's.
            synchronized (roomLock) {
                long now = weights.bound() - places.weight();
                forOthers = now;
                entries.policy().eviction().ifPresent(eviction -> eviction.setMaximum(now));
            }
        }
    }

    /** Caffeine asks for the weight of what a computation returns, be it the same. */
    private void weighAnew(NearEntry entry) {
        entries.asMap().computeIfPresent(entry.key(), (key, present) -> present);
    }

    /** @param enters called when the entry is certain to take its place, in which there is no other any more */
    private @Nullable NearEntry exchange(
            Object key, NearEntry entry, Predicate<NearEntry> accepted, BooleanSupplier allowed, Runnable enters) {
        NearEntry[] displaced = new NearEntry[1];
        NearEntry now = entries.asMap().compute(key, (k, old) -> {
            if (old != null && accepted.test(old)) {
                return old;
            }
            NearEntry previous = index != null ? index.put(entry) : null;
            if (!allowed.getAsBoolean()) {
                if (index != null) {
                    index.restore(entry, previous);
                }
                return old;
            }
            displaced[0] = previous;
            if (old != null && old.hash() != entry.hash()) {
                left(old);
            } else if (old != null) {
                places.leave(old);
            }
            enters.run();
            return entry;
        });
        if (displaced[0] != null && !displaced[0].key().equals(key)) {
            displaced[0].owner().drop(displaced[0].key());
        }
        return now;
    }

    /**
     * Drops the entry of a key and says whether there was one. It waits for an install of the key that is under way, which
     * Caffeine's computeIfPresent would not do for a key that is not there yet.
     */
    public boolean drop(Object key) {
        boolean[] dropped = new boolean[1];
        entries.asMap().compute(key, (k, entry) -> {
            if (entry != null) {
                left(entry);
                dropped[0] = true;
            }
            return null;
        });
        return dropped[0];
    }

    /** Drops this very entry, which a read found to be past its life. */
    public void drop(Object key, NearEntry seen) {
        entries.asMap().compute(key, (k, entry) -> {
            if (entry != seen) {
                return entry;
            }
            left(entry);
            return null;
        });
    }

    /** Drops the entries of these keys; linear in the number of all. Returns whether there was one. */
    public boolean dropIf(Predicate<Object> keys) {
        boolean any = false;
        for (Object key : entries.asMap().keySet()) {
            any |= keys.test(key) && drop(key);
        }
        return any;
    }

    /** The keys of the entries, as they are while one goes through them. */
    public Set<Object> keys() {
        return Collections.unmodifiableSet(entries.asMap().keySet());
    }

    /** How many keys pass a test; linear in the number of all. */
    public long count(Predicate<Object> keys) {
        return entries.asMap().keySet().stream().filter(keys).count();
    }

    /** Drops all entries; linear in their number. Returns whether there was one. */
    public boolean dropAll() {
        return dropIf(key -> true);
    }

    /** How many entries there are, estimated; constant time. */
    public long size() {
        return entries.estimatedSize();
    }

    /** The bytes that its entries count against their bound; none if the bound is a number of entries. */
    public OptionalLong bytes() {
        return weights.least() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(places.weight()
                        + entries.policy()
                                .eviction()
                                .map(eviction -> eviction.weightedSize().orElse(0))
                                .orElse(0L));
    }

    /** How many entries had to go to keep the bounds. */
    public long evictions() {
        return evictions.sum();
    }

    /** How much of it is pinned, in entries, or in bytes if that is how it is bounded. */
    public long pinned() {
        return places.pinnedWeight();
    }

    private void left(NearEntry entry) {
        places.leave(entry);
        if (index != null) {
            entry.drop();
            index.remove(entry);
        }
    }
}
