package dev.terrace.cache.spring;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom entries belong to: a part of their keys, and tags of theirs. Personal data, which {@link #toString} keeps to itself.
 *
 * @param user the user's id; null if they belong to no single one
 * @param segment the segment; null if they belong to no single one
 */
record EntryScope(@Nullable String user, @Nullable String segment) {

    static String tagOfUser(String id) {
        return "user:" + id;
    }

    static String tagOfSegment(String value) {
        return "segment:" + value;
    }

    Set<String> tags() {
        Set<String> tags = new LinkedHashSet<>();
        if (user != null) {
            tags.add(tagOfUser(user));
        }
        if (segment != null) {
            tags.add(tagOfSegment(segment));
        }
        return tags;
    }

    @Override
    public String toString() {
        return "somebody";
    }
}
