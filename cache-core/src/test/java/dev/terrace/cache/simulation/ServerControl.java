package dev.terrace.cache.simulation;

import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.tier.ActivePattern;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Fence;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.Member;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.TagPositions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the control lane holds: the log, the tags with their sentinel, and the fields of meta. */
final class ServerControl {

    private static final long LAST_SEQUENCE = Position.of(0, Long.MAX_VALUE);
    private static final int EXACT_SEQUENCES = 999;
    private static final long UNTOLD = -1;
    private static final long FOR_EVER = Long.MAX_VALUE;

    /** How much it keeps, and for how long. */
    record Limits(int tags, Duration tagSlack, Duration silence) {}

    ServerLog log = new ServerLog();
    private final TreeMap<String, Long> tags = new TreeMap<>();
    private boolean sentinel;
    private final TreeMap<String, Member> members = new TreeMap<>();

    private @Nullable String epoch;
    private int lanes;
    private long cleared;
    private long floor;
    private long longestLife = UNTOLD;
    private final TreeMap<String, Long> clears = new TreeMap<>();
    private final TreeMap<String, ActivePattern> patterns = new TreeMap<>();
    private final List<Fence> fences = new ArrayList<>();

    ServerControl copy() {
        ServerControl copy = new ServerControl();
        copy.log = log.copy();
        copy.tags.putAll(tags);
        copy.sentinel = sentinel;
        copy.members.putAll(members);
        copy.epoch = epoch;
        copy.lanes = lanes;
        copy.cleared = cleared;
        copy.floor = floor;
        copy.longestLife = longestLife;
        copy.clears.putAll(clears);
        copy.patterns.putAll(patterns);
        copy.fences.addAll(fences);
        return copy;
    }

    void loseTags() {
        tags.clear();
        sentinel = false;
    }

    void loseMeta() {
        epoch = null;
        lanes = 0;
        cleared = 0;
        floor = 0;
        longestLife = UNTOLD;
        clears.clear();
        patterns.clear();
        fences.clear();
    }

    /** Whether the control keys are there. */
    boolean isWhole() {
        return epoch != null && sentinel;
    }

    /** The number of lanes that the namespace has from now on, if it had none. */
    int lanes(int wanted) {
        lanes = lanes == 0 ? wanted : lanes;
        return lanes;
    }

    void begin(String newEpoch, long position) {
        epoch = newEpoch;
        cleared = position;
        sentinel = true;
    }

    ControlSnapshot snapshot(int maximumTags, long millis) {
        boolean all = tags.size() <= maximumTags;
        long tail = log.tail().position();
        return new ControlSnapshot(
                String.valueOf(epoch),
                lanes,
                new TagPositions(all ? tags : Map.of(), all ? floor : tail),
                clears,
                cleared,
                List.copyOf(patterns.values()),
                fences,
                log.tail().cursor(),
                millis);
    }

    LogSlice slice(long from, int most, long millis) {
        var entries = log.from(from, most);
        return new LogSlice(entries, entries.size() < most, isWhole() ? epoch : null, millis);
    }

    TagPositions positions(Collection<String> wanted) {
        Map<String, Long> found = new TreeMap<>();
        for (String tag : wanted) {
            Long at = tags.get(tag);
            if (at != null) {
                found.put(tag, at);
            }
        }
        return new TagPositions(found, sentinel ? floor : Position.END);
    }

    // ---- invalidations

    void requireRoom(Invalidation invalidation, String operation) {
        if (invalidation instanceof Invalidation.OfPattern
                && patterns.size() >= RemoteTier.MAXIMUM_PATTERNS
                && !patterns.containsKey(operation)) {
            throw new TooManyPatternsException(patterns.size());
        }
    }

    void record(Invalidation invalidation, String operation, long position, long millis, Limits limits) {
        if (invalidation instanceof Invalidation.OfTags ofTags) {
            ofTags.tags().forEach(tag -> tags.merge(tag, conservative(position), Math::max));
        } else if (invalidation instanceof Invalidation.OfCache ofCache) {
            clears.put(ofCache.cache(), position);
        } else if (invalidation instanceof Invalidation.OfPattern ofPattern) {
            String owner = operation.substring(0, Math.max(0, operation.lastIndexOf('-')));
            patterns.put(
                    operation,
                    new ActivePattern(
                            operation,
                            ofPattern.pattern(),
                            position,
                            owner,
                            millis + RemoteTier.PATTERN_OWNERSHIP.toMillis()));
        } else if (invalidation instanceof Invalidation.Retired retired) {
            patterns.remove(retired.pattern());
        } else if (invalidation instanceof Invalidation.Fenced fenced) {
            fence(new Fence(fenced.from(), position));
        }
        forget(millis, limits);
    }

    /** Whether a fence covers this stretch already. */
    boolean isFenced(long from, long beyond) {
        return fences.stream().anyMatch(fence -> fence.from() <= from && fence.to() > beyond);
    }

    private void fence(Fence fence) {
        fences.add(fence);
        fences.sort(Comparator.comparingLong(Fence::to));
        while (fences.size() > RemoteTier.MAXIMUM_FENCES) {
            cleared = Math.max(cleared, fences.remove(0).to());
        }
    }

    /** A score holds a sequence only up to 999; a tag that stands behind that counts as standing at the very end. */
    private static long conservative(long position) {
        return (position & LAST_SEQUENCE) >= EXACT_SEQUENCES ? position | LAST_SEQUENCE : position;
    }

    /** Forgets tags that no entry can be older than, and the oldest of too many. */
    private void forget(long millis, Limits limits) {
        long oldest = longestLife == UNTOLD || longestLife == FOR_EVER
                ? Position.START
                : Position.of(Math.max(0, millis - longestLife - limits.tagSlack.toMillis()), 0);
        int surplus = tags.size() - limits.tags;
        for (Map.Entry<String, Long> tag : List.copyOf(
                tags.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList())) {
            if (surplus-- <= 0 && tag.getValue() >= oldest) {
                return;
            }
            tags.remove(tag.getKey());
            floor = tag.getValue();
        }
    }

    boolean own(String pattern, String owner, Duration duration, long millis) {
        ActivePattern active = patterns.get(pattern);
        if (active == null || (!active.owner().equals(owner) && active.deadline() >= millis)) {
            return false;
        }
        patterns.put(
                pattern,
                new ActivePattern(pattern, active.pattern(), active.position(), owner, millis + duration.toMillis()));
        return true;
    }

    // ---- members

    void announce(Member member, @Nullable Duration life, long millis, Limits limits) {
        members.values().removeIf(other -> isSilent(other, millis, limits));
        members.put(member.id(), new Member(member.id(), member.host(), member.version(), millis, member.state()));
        longestLife = Math.max(longestLife, life == null ? FOR_EVER : life.toMillis());
    }

    private static boolean isSilent(Member member, long millis, Limits limits) {
        return millis - member.lastSync() > limits.silence.toMillis();
    }

    List<Member> members(long millis, Limits limits) {
        return members.values().stream()
                .filter(member -> !isSilent(member, millis, limits))
                .toList();
    }
}
