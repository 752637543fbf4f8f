package dev.terrace.cache.redis;

import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reply of a script: nested lists of byte arrays and integers. */
record Reply(List<?> parts) {

    private static final byte[] NOTHING = {};

    /** A reply that is no list is taken for a list of one part. */
    static Reply of(@Nullable Object reply) {
        if (reply instanceof List<?> parts) {
            return new Reply(parts);
        }
        if (reply == null) {
            throw new IllegalArgumentException("A script answered nothing");
        }
        return new Reply(List.of(reply));
    }

    int size() {
        return parts.size();
    }

    boolean has(int index) {
        return index < parts.size() && parts.get(index) != null;
    }

    byte[] bytes(int index) {
        return (byte[]) parts.get(index);
    }

    String text(int index) {
        return new String(bytes(index), StandardCharsets.UTF_8);
    }

    long number(int index) {
        Object part = parts.get(index);
        return part instanceof Number number ? number.longValue() : Long.parseLong(text(index));
    }

    Reply list(int index) {
        return of(parts.get(index));
    }

    long position(int index) {
        return Position.parse(text(index));
    }

    /** Seconds and microseconds, as TIME gives them, in milliseconds. */
    long millis(int index) {
        Reply time = list(index);
        return time.number(0) * 1000 + time.number(1) / 1000;
    }

    /** A flat list of names and values. */
    Map<String, byte[]> map(int index) {
        Reply flat = list(index);
        Map<String, byte[]> map = new LinkedHashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            map.put(flat.text(i), flat.bytes(i + 1));
        }
        return map;
    }

    /** The position of a score of the tag set. */
    long scoredPosition(int index) {
        return Position.ofScore((long) Double.parseDouble(text(index)));
    }

    /** The reply of SYNC. */
    LogSlice toLogSlice(int limit) {
        List<LogEntry> entries = new ArrayList<>();
        Reply stream = list(0);
        for (int i = 0; i < stream.size(); i++) {
            Reply entry = stream.list(i);
            Reply fields = entry.list(1);
            // Whoever wrote other fields: their entry is taken for one that nobody can read.
            entries.add(
                    fields.size() == 4
                            ? new LogEntry(entry.position(0), fields.text(1), fields.bytes(3))
                            : new LogEntry(entry.position(0), "", NOTHING));
        }
        return new LogSlice(entries, entries.size() < limit, has(2) ? text(2) : null, millis(1));
    }
}
