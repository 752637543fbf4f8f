package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.ActivePattern;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Fence;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.TagPositions;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this instance knows of invalidations that concern many entries: the last one of each tag and cache, by position, the
 * active patterns and the fenced stretches of the log. An entry carries the position that was applied before its load began; it
 * is valid while nothing that concerns it stands behind that. So an invalidation costs the same for one entry and for a million.
 *
 * <p>Writers hold the lock; readers do not. A writer changes the tables first and {@link #version} last: a reader that finds
 * the version at which it last checked an entry need not look at the tables.
 */
public final class ControlView {

    /** So many tags an instance keeps, and takes over at once. */
    static final int MAXIMUM_TAGS = 100_000;

    private final TagTable tags;
    private final PatternTable patterns = new PatternTable();
    private final Bars bars = new Bars();
    private final ConcurrentMap<String, Long> clears = new ConcurrentHashMap<>();

    private volatile List<Fence> fences = List.of();
    private volatile long position;
    private volatile long cleared;
    private volatile long version;

    /**
     * @param maximumTags more are forgotten, the oldest first
     */
    ControlView(int maximumTags) {
        this.tags = new TagTable(maximumTags);
    }

    /** The position up to which invalidations are applied: what a load that begins now carries. */
    public long position() {
        return position;
    }

    /** Grows with every change after which an entry must be checked again. */
    public long version() {
        return version;
    }

    /**
     * Whether nothing behind this position concerns an entry. Linear in its tags and the active patterns.
     *
     * @param ctl the control position that the entry carries
     * @param keyText its {@linkplain dev.terrace.cache.codec.KeyEncoder text}, asked only while a pattern of its cache is active
     */
    public Validity validity(String cache, long ctl, Collection<String> entryTags, Supplier<String> keyText) {
        return isCurrent(cache, ctl, keyText) && !bars.concern(cache, entryTags, keyText)
                ? tags.validity(ctl, entryTags)
                : Validity.INVALID;
    }

    /**
     * Whether nothing of the log behind this position concerns an entry of this key, whatever its tags. An invalidation that this
     * instance has begun does not matter to what began behind it.
     */
    public boolean isCurrent(String cache, long ctl, Supplier<String> keyText) {
        Long clear = clears.get(cache);
        return ctl >= cleared
                && (clear == null || clear <= ctl)
                && !isFenced(ctl)
                && !patterns.isInvalid(cache, ctl, keyText);
    }

    /** The same of an entry whose tags are known. */
    public boolean isCurrent(String cache, long ctl, Collection<String> entryTags, Supplier<String> keyText) {
        return isCurrent(cache, ctl, keyText) && tags.validity(ctl, entryTags) == Validity.VALID;
    }

    private boolean isFenced(long ctl) {
        for (Fence fence : fences) {
            if (fence.covers(ctl)) {
                return true;
            }
        }
        return false;
    }

    /** The patterns that somebody still has to clean up after. */
    List<ActivePattern> activePatterns() {
        return patterns.active();
    }

    // ---- what the log says

    /**
     * Continues from a snapshot. Patterns that are not in it were retired unheard; they are returned, to be {@linkplain #forget
     * forgotten} in time.
     */
    synchronized Set<String> reset(ControlSnapshot snapshot) {
        tags.reset(snapshot.tags());
        snapshot.clears().forEach((cache, at) -> clears.merge(cache, at, Math::max));
        cleared = Math.max(cleared, snapshot.cleared());
        fences = snapshot.fences();
        Set<String> present =
                snapshot.patterns().stream().map(ActivePattern::id).collect(Collectors.toUnmodifiableSet());
        Set<String> gone = patterns.active().stream()
                .map(ActivePattern::id)
                .filter(id -> !present.contains(id))
                .collect(Collectors.toUnmodifiableSet());
        patterns.retire(pattern -> gone.contains(pattern.id()));
        snapshot.patterns().forEach(patterns::add);
        position = Math.max(position, snapshot.tail().position());
        changed();
        return gone;
    }

    /** Applies an entry of the log, but for what only a {@linkplain #add pattern} needs. */
    synchronized void apply(Invalidation invalidation, long at) {
        if (invalidation instanceof Invalidation.OfTags ofTags) {
            tags.apply(ofTags.tags(), at);
        } else if (invalidation instanceof Invalidation.OfCache ofCache) {
            clears.merge(ofCache.cache(), at, Math::max);
        } else if (invalidation instanceof Invalidation.Retired retired) {
            patterns.retire(pattern -> pattern.id().equals(retired.pattern()));
        } else if (invalidation instanceof Invalidation.Fenced fenced) {
            fences = Stream.concat(fences.stream(), Stream.of(new Fence(fenced.from(), at)))
                    .toList();
        }
        position = Math.max(position, at);
        changed();
    }

    /** Applies an invalidation behind all others, where positions are this view's own. */
    synchronized void applyNext(Invalidation invalidation) {
        apply(invalidation, position + 1);
    }

    /** Applies the entry of a pattern. */
    synchronized void add(ActivePattern pattern) {
        patterns.add(pattern);
        position = Math.max(position, pattern.position());
        changed();
    }

    /** No reply that is still under way carries an old value of this retired pattern. */
    synchronized void forget(String pattern) {
        patterns.forget(pattern);
    }

    /** Takes over what was looked up for some tags; {@code noted} is {@link #position} before that began. */
    synchronized void learn(Collection<String> asked, TagPositions known, long noted) {
        tags.learn(asked, known, noted);
        changed();
    }

    /** Everything loaded before this position is invalid: nobody knows what stood there. */
    synchronized void clearUpTo(long at) {
        cleared = Math.max(cleared, at);
        position = Math.max(position, at);
        changed();
    }

    // ---- what this instance has begun

    /** Until as many bars are {@linkplain #unbar lowered}, nothing that this concerns is valid. */
    synchronized void bar(Invalidation invalidation) {
        bars.raise(invalidation);
        changed();
    }

    synchronized void unbar(Invalidation invalidation, int held) {
        bars.lower(invalidation, held);
        changed();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // callers hold the lock
    private void changed() {
        version++;
    }

    /** The invalidations of this instance that are not acknowledged yet, with the number of their callers. */
    private static final class Bars {

        private final ConcurrentMap<String, Integer> barredTags = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, Integer> barredCaches = new ConcurrentHashMap<>();
        private final ConcurrentMap<KeyPattern, Integer> barredPatterns = new ConcurrentHashMap<>();

        boolean concern(String cache, Collection<String> entryTags, Supplier<String> keyText) {
            return barredCaches.containsKey(cache)
                    || (!barredTags.isEmpty() && entryTags.stream().anyMatch(barredTags::containsKey))
                    || (!barredPatterns.isEmpty()
                            && barredPatterns.keySet().stream()
                                    .anyMatch(pattern -> pattern.cache().equals(cache)
                                            && pattern.matcher().matches(keyText.get())));
        }

        void raise(Invalidation invalidation) {
            if (invalidation instanceof Invalidation.OfTags ofTags) {
                ofTags.tags().stream().distinct().forEach(tag -> barredTags.merge(tag, 1, Integer::sum));
            } else if (invalidation instanceof Invalidation.OfCache ofCache) {
                barredCaches.merge(ofCache.cache(), 1, Integer::sum);
            } else if (invalidation instanceof Invalidation.OfPattern ofPattern) {
                barredPatterns.merge(ofPattern.pattern(), 1, Integer::sum);
            }
        }

        void lower(Invalidation invalidation, int held) {
            if (invalidation instanceof Invalidation.OfTags ofTags) {
                ofTags.tags().stream().distinct().forEach(tag -> lower(barredTags, tag, held));
            } else if (invalidation instanceof Invalidation.OfCache ofCache) {
                lower(barredCaches, ofCache.cache(), held);
            } else if (invalidation instanceof Invalidation.OfPattern ofPattern) {
                lower(barredPatterns, ofPattern.pattern(), held);
            }
        }

        private static <K> void lower(ConcurrentMap<K, Integer> bars, K name, int held) {
            bars.computeIfPresent(name, (barred, count) -> count > held ? count - held : null);
        }
    }
}
