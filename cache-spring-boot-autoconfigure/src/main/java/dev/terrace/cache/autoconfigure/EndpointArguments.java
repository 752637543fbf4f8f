package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.engine.CacheInspection;
import dev.terrace.cache.tier.KeyPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody says to the endpoint, judged before anything is done with it. */
final class EndpointArguments {

    private static final int MOST_KEYS = 1_000;
    private static final int USUAL = 50;

    private EndpointArguments() {}

    /** The text of a key. */
    static String key(@Nullable String text) {
        if (text == null) {
            throw EndpointRefusal.missing("key", "name a key as the list of keys shows it");
        }
        if (text.isEmpty() || text.length() > KeyEncoder.MAXIMUM_LENGTH) {
            throw EndpointRefusal.bad(
                    "a key of %d characters".formatted(text.length()),
                    "the text of a key has 1 to %d".formatted(KeyEncoder.MAXIMUM_LENGTH),
                    "name a key as the list of keys shows it");
        }
        return text;
    }

    /** The texts of keys, one a line: no text has a line break in it. */
    static List<String> keys(@Nullable String keys) {
        if (keys == null) {
            throw EndpointRefusal.missing("keys", "name keys as the list of keys shows them, one a line");
        }
        List<String> texts =
                keys.lines().filter(text -> !text.isBlank()).distinct().toList();
        if (texts.isEmpty() || texts.size() > MOST_KEYS) {
            throw EndpointRefusal.bad(
                    "%d keys".formatted(texts.size()),
                    "too many or none",
                    "name 1 to %d, one a line".formatted(MOST_KEYS));
        }
        return texts;
    }

    static String tag(@Nullable String tag) {
        if (tag == null) {
            throw EndpointRefusal.missing("tag", "name a tag as a key shows it");
        }
        try {
            return EntryOptions.requireTag(tag);
        } catch (IllegalArgumentException e) {
            throw EndpointRefusal.bad(
                    "a tag of %d characters".formatted(tag.length()),
                    "no entry has one that is blank or so long",
                    "name a tag as a key shows it");
        }
    }

    /** Of keys to be counted or evicted. */
    static KeyPattern pattern(String cache, @Nullable String glob) {
        if (glob == null) {
            throw EndpointRefusal.missing("pattern", "write one such as 4* or *:draft");
        }
        if (!glob.isEmpty() && KeyPattern.isEvery(glob)) {
            throw EndpointRefusal.bad(
                    "pattern '%s'".formatted(glob),
                    "it matches every key of the cache",
                    "clear the cache instead, which costs the same for any number of entries");
        }
        return new KeyPattern(cache, sized(glob));
    }

    /** Of keys to be listed; null for every key. */
    static @Nullable String listed(@Nullable String glob) {
        return glob == null || KeyPattern.isEvery(glob) ? null : sized(glob);
    }

    private static String sized(String glob) {
        if (glob.isEmpty() || glob.length() > KeyPattern.MAXIMUM_LENGTH) {
            throw EndpointRefusal.bad(
                    "a pattern of %d characters".formatted(glob.length()),
                    "a pattern has 1 to %d".formatted(KeyPattern.MAXIMUM_LENGTH),
                    "write one such as 4* or *:draft");
        }
        return glob;
    }

    /** Null for the first. */
    static @Nullable String page(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!CacheInspection.isPage(text)) {
            throw EndpointRefusal.bad(
                    "page '%s'".formatted(text),
                    "no list of keys has said so",
                    "begin without one, then say what 'next' said");
        }
        return text;
    }

    /** Of a page; one that is easily read if nothing is said. */
    static int size(@Nullable String text) {
        int size;
        try {
            size = text == null ? USUAL : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            size = 0;
        }
        if (size < 1 || size > CacheInspection.MOST_KEYS) {
            throw EndpointRefusal.bad(
                    "size '%s'".formatted(text),
                    "it is no number of keys that a page may have",
                    "ask for 1 to %d keys".formatted(CacheInspection.MOST_KEYS));
        }
        return size;
    }

    /** Has to be said: the actuator ignores what it does not know, so one that is misspelt would be none. */
    static boolean dryRun(@Nullable String text) {
        if (text == null) {
            throw EndpointRefusal.missing("dryRun", "write true to count what matches, false to evict it");
        }
        if (!text.equals("true") && !text.equals("false")) {
            throw EndpointRefusal.bad(
                    "dryRun '%s'".formatted(text),
                    "it is neither true nor false",
                    "write true to count what matches, false to evict it");
        }
        return text.equals("true");
    }
}
