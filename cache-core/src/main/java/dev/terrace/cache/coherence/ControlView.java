package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Invalidation;
import java.util.Collection;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows of invalidations that concern many entries: the last one of each tag and cache, by position. An
 * entry carries the position that was applied before its load began; it is valid while nothing that concerns it stands behind
 * that. So an invalidation costs the same for one entry and for a million.
 *
 * <p>Writers hold the lock; readers do not. A writer changes the tables first and {@link #version} last: a reader that finds
 * the version at which it last checked an entry need not look at the tables. Tags beyond a bound are forgotten, the oldest
 * first; an entry loaded before the newest forgotten one counts as invalid if one of its tags is not in the table.
 */
public final class ControlView {

    private final int maximumTags;
    private final ConcurrentMap<String, Long> tags = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Long> clears = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> barredTags = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> barredCaches = new ConcurrentHashMap<>();

    private volatile long position;
    private volatile long cleared;
    private volatile long completeSince;
    private volatile long version;

    ControlView(int maximumTags) {
        this.maximumTags = maximumTags;
    }

    /** The position up to which invalidations are applied: what a load that begins now carries. */
    public long position() {
        return position;
    }

    /** Grows with every change after which an entry must be checked again. */
    public long version() {
        return version;
    }

    /** Whether nothing behind this position concerns an entry of this cache with these tags. Linear in the tags. */
    public boolean isValid(String cache, long ctl, Collection<String> entryTags) {
        if (ctl < cleared || isBarred(cache, entryTags) || isBehind(ctl, clears.get(cache))) {
            return false;
        }
        for (String tag : entryTags) {
            Long invalidated = tags.get(tag);
            if (invalidated == null ? ctl < completeSince : invalidated > ctl) {
                return false;
            }
        }
        return true;
    }

    /** Whether an invalidation of this instance that concerns such an entry is not acknowledged yet. */
    public boolean isBarred(String cache, Collection<String> entryTags) {
        return barredCaches.containsKey(cache)
                || (!barredTags.isEmpty() && entryTags.stream().anyMatch(barredTags::containsKey));
    }

    /** Whether nothing at all was invalidated behind this position, as far as is known here. */
    public boolean isUntouchedSince(long ctl) {
        return position <= ctl && barredCaches.isEmpty() && barredTags.isEmpty();
    }

    private static boolean isBehind(long ctl, @Nullable Long invalidated) {
        return invalidated != null && invalidated > ctl;
    }

    synchronized void reset(ControlSnapshot snapshot) {
        snapshot.tags().forEach((tag, at) -> tags.merge(tag, at, Math::max));
        snapshot.clears().forEach((cache, at) -> clears.merge(cache, at, Math::max));
        cleared = Math.max(cleared, snapshot.cleared());
        if (!snapshot.tagsComplete()) {
            completeSince = Math.max(completeSince, snapshot.tail().position());
        }
        boundTags();
        position = Math.max(position, snapshot.tail().position());
        changed();
    }

    synchronized void apply(Invalidation invalidation, long at) {
        if (invalidation instanceof Invalidation.OfTags ofTags) {
            ofTags.tags().forEach(tag -> tags.merge(tag, at, Math::max));
            boundTags();
        } else if (invalidation instanceof Invalidation.OfCache ofCache) {
            clears.merge(ofCache.cache(), at, Math::max);
        }
        position = Math.max(position, at);
        changed();
    }

    /** Applies an invalidation behind all others, where positions are this view's own. */
    synchronized void applyNext(Invalidation invalidation) {
        apply(invalidation, position + 1);
    }

    /** Until as many bars are {@linkplain #unbar lowered}, nothing that this concerns is valid. */
    synchronized void bar(Invalidation invalidation) {
        namesBarredBy(invalidation).forEach((name, bars) -> bars.merge(name, 1, Integer::sum));
        changed();
    }

    synchronized void unbar(Invalidation invalidation, int held) {
        namesBarredBy(invalidation)
                .forEach((name, bars) ->
                        bars.computeIfPresent(name, (barred, count) -> count > held ? count - held : null));
        changed();
    }

    private Map<String, ConcurrentMap<String, Integer>> namesBarredBy(Invalidation invalidation) {
        if (invalidation instanceof Invalidation.OfTags ofTags) {
            return ofTags.tags().stream().distinct().collect(Collectors.toMap(tag -> tag, tag -> barredTags));
        }
        return invalidation instanceof Invalidation.OfCache ofCache ? Map.of(ofCache.cache(), barredCaches) : Map.of();
    }

    /** Everything loaded before this position is invalid: nobody knows what stood there. */
    synchronized void clearUpTo(long at) {
        cleared = Math.max(cleared, at);
        position = Math.max(position, at);
        changed();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // callers hold the lock
    private void changed() {
        version++;
    }

    /** Forgets a tenth at a time, so that the work is done seldom. */
    private void boundTags() {
        if (tags.size() <= maximumTags) {
            return;
        }
        int surplus = tags.size() - maximumTags + maximumTags / 10;
        PriorityQueue<Map.Entry<String, Long>> oldest =
                new PriorityQueue<>(Map.Entry.<String, Long>comparingByValue().reversed());
        for (Map.Entry<String, Long> tag : tags.entrySet()) {
            oldest.add(Map.entry(tag.getKey(), tag.getValue()));
            if (oldest.size() > surplus) {
                oldest.poll();
            }
        }
        for (Map.Entry<String, Long> tag : oldest) {
            completeSince = Math.max(completeSince, tag.getValue());
            tags.remove(tag.getKey());
        }
    }
}
