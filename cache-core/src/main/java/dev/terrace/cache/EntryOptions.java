package dev.terrace.cache;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one entry asks for beyond the policy of its cache.
 *
 * @param tags names under which {@code evictByTag} finds the entry; at most {@value #MAXIMUM_TAGS}, none blank, each at most
 *     {@value #MAXIMUM_TAG_LENGTH} characters
 * @param timeToLive the life of this entry, positive; null for that of the policy
 * @param priority what happens to it when the near tier is full; null for what the policy says
 */
public record EntryOptions(
        Set<String> tags,
        @Nullable Duration timeToLive,
        @Nullable Priority priority) {

    /** More tags than this on one entry is a mistake: each of them is looked at whenever the entry is validated. */
    public static final int MAXIMUM_TAGS = 128;

    /** Longer tags are refused: they travel with every value and every invalidation. */
    public static final int MAXIMUM_TAG_LENGTH = 512;

    private static final EntryOptions NONE = new EntryOptions(Set.of(), null, null);

    public EntryOptions {
        if (tags.size() > MAXIMUM_TAGS) {
            throw new IllegalArgumentException(
                    "%d tags on one entry; at most %d are allowed, since each of them is looked at whenever the entry is validated; tag it by what it is evicted with, not by all that it holds"
                            .formatted(tags.size(), MAXIMUM_TAGS));
        }
        tags = Set.copyOf(tags);
        tags.forEach(EntryOptions::requireTag);
        if (timeToLive != null) {
            requireLife(timeToLive);
        }
    }

    /**
     * Returns the duration if it may be a life.
     *
     * @throws IllegalArgumentException if it is not positive, or shorter or longer than a life may be
     */
    public static Duration requireLife(Duration timeToLive) {
        if (timeToLive.isZero() || timeToLive.isNegative()) {
            throw new IllegalArgumentException("time-to-live (%s) must be positive".formatted(timeToLive));
        }
        if (!CachePolicy.isPossible(timeToLive)) {
            throw new IllegalArgumentException(
                    "time-to-live (%s) must be at least 1ms and at most 36500d".formatted(timeToLive));
        }
        return timeToLive;
    }

    /** These tags and this life, the policy's priority. */
    public EntryOptions(Set<String> tags, @Nullable Duration timeToLive) {
        this(tags, timeToLive, null);
    }

    /** No tags, the policy's time-to-live. */
    public static EntryOptions none() {
        return NONE;
    }

    /** These tags, the policy's time-to-live. */
    public static EntryOptions tagged(String... tags) {
        return new EntryOptions(Set.of(tags), null, null);
    }

    /** The same tags with this time-to-live. */
    public EntryOptions withTimeToLive(Duration life) {
        return new EntryOptions(tags, life, priority);
    }

    /** The same with this priority. */
    public EntryOptions withPriority(Priority other) {
        return new EntryOptions(tags, timeToLive, other);
    }

    /**
     * Returns the tag if it may be one.
     *
     * @throws IllegalArgumentException if it is blank or too long
     */
    public static String requireTag(String tag) {
        if (tag.isBlank()) {
            throw new IllegalArgumentException("A tag must not be blank");
        }
        if (tag.length() > MAXIMUM_TAG_LENGTH) {
            throw new IllegalArgumentException(
                    "A tag of %d characters; at most %d are allowed".formatted(tag.length(), MAXIMUM_TAG_LENGTH));
        }
        return tag;
    }
}
