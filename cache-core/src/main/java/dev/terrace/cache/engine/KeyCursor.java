package dev.terrace.cache.engine;

import dev.terrace.cache.tier.KeyPage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a listing of keys goes on: within the lanes of the remote tier, then within the keys that the near tier alone has, which go in the
 * order of their hashes, so that one that comes or goes shifts no other.
 *
 * @param lane the lane; the number of lanes for the near tier
 * @param from where the page of the remote tier begins
 * @param after of the near tier, the hash of the last key that was listed; null for none
 */
record KeyCursor(int lane, String from, @Nullable Long after) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\.([\\w:]{1,80})\\.([0-9a-f]{16})?");

    static KeyCursor lane(int lane) {
        return new KeyCursor(lane, KeyPage.START, null);
    }

    /** Whether a listing may have said so. */
    static boolean isText(String text) {
        return TEXT.matcher(text).matches();
    }

    /** @throws IllegalArgumentException if no listing has said so */
    static KeyCursor parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a page; begin without one, then say what 'next' said".formatted(text));
        }
        String after = parts.group(3);
        return new KeyCursor(
                Integer.parseInt(parts.group(1)),
                parts.group(2),
                after == null ? null : Long.valueOf(Long.parseUnsignedLong(after, 16)));
    }

    @Override
    public String toString() {
        return lane + "." + from + "." + (after == null ? "" : "%016x".formatted(after));
    }

    boolean isBehind(long hash) {
        return after == null || Long.compareUnsigned(hash, after) > 0;
    }

    KeyCursor behind(long hash) {
        return new KeyCursor(lane, from, hash);
    }

    /** The page behind this one. */
    KeyCursor following(KeyPage page) {
        return page.isLast() ? lane(lane + 1) : new KeyCursor(lane, page.next(), null);
    }
}
