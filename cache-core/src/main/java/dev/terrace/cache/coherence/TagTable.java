package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.TagPositions;
import java.util.Collection;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The position of the last invalidation of each tag, as far as it is known here. Tags beyond a bound are forgotten, the oldest
 * first: a tag that is not in the table was not invalidated since {@code completeSince}, and nothing is said of before that.
 *
 * <p>Readers need no lock; writers hold that of the {@link ControlView}.
 */
final class TagTable {

    private final int maximum;
    private final ConcurrentMap<String, Long> positions = new ConcurrentHashMap<>();
    private volatile long completeSince;

    TagTable(int maximum) {
        this.maximum = maximum;
    }

    /** What these tags say of an entry that carries this control position. */
    Validity validity(long ctl, Collection<String> tags) {
        Validity validity = Validity.VALID;
        for (String tag : tags) {
            Long invalidated = positions.get(tag);
            if (invalidated != null && invalidated > ctl) {
                return Validity.INVALID;
            }
            if (invalidated == null && ctl < completeSince) {
                validity = Validity.UNKNOWN;
            }
        }
        return validity;
    }

    void apply(Collection<String> tags, long at) {
        tags.forEach(tag -> positions.merge(tag, at, Math::max));
        bound();
    }

    /**
     * Takes over what the control lane had at some position. What it does not know of any more may have been invalidated again
     * before its knowledge begins, and so is not known here either.
     */
    void reset(TagPositions known) {
        known.positions().forEach((tag, at) -> positions.merge(tag, at, Math::max));
        completeSince = Math.max(completeSince, known.completeSince());
        // Readers see the bound before a tag is gone.
        positions
                .entrySet()
                .removeIf(tag ->
                        tag.getValue() < completeSince && !known.positions().containsKey(tag.getKey()));
        bound();
    }

    /**
     * Takes over what was looked up for some tags. One that the control lane does not know counts as invalidated where its
     * knowledge begins.
     *
     * @param noted the position that was applied here before the look-up began: if more was forgotten since, the answer is too old
     */
    void learn(Collection<String> tags, TagPositions known, long noted) {
        if (completeSince > noted) {
            return;
        }
        for (String tag : tags) {
            positions.merge(tag, known.positions().getOrDefault(tag, known.completeSince()), Math::max);
        }
        bound();
    }

    /** Forgets a tenth at a time, so that the work is done seldom. */
    private void bound() {
        if (positions.size() <= maximum) {
            return;
        }
        int surplus = positions.size() - maximum + maximum / 10;
        PriorityQueue<Map.Entry<String, Long>> oldest =
                new PriorityQueue<>(Map.Entry.<String, Long>comparingByValue().reversed());
        for (Map.Entry<String, Long> tag : positions.entrySet()) {
            oldest.add(Map.entry(tag.getKey(), tag.getValue()));
            if (oldest.size() > surplus) {
                oldest.poll();
            }
        }
        for (Map.Entry<String, Long> tag : oldest) {
            completeSince = Math.max(completeSince, tag.getValue());
        }
        // Readers see the bound before a tag is gone.
        oldest.forEach(tag -> positions.remove(tag.getKey()));
    }
}
