package dev.terrace.cache.tier;

/**
 * Keys of one cache whose text looks so: {@code *} stands for any number of characters, {@code ?} for one, and {@code \} takes
 * either from the next character. It is held against the key as a person writes it: a string without its quotes, a number
 * without the suffix of its type, anything else as its {@linkplain dev.terrace.cache.codec.KeyEncoder text}. A key that is
 * kept as a hash, for its length, matches every pattern.
 *
 * @param cache the cache
 * @param glob the pattern
 */
public record KeyPattern(String cache, String glob) {

    /** Longer patterns are refused: they travel to every instance. */
    public static final int MAXIMUM_LENGTH = 512;

    /**
     * A pattern as a caller may ask for it.
     *
     * @throws IllegalArgumentException if it matches every key, is empty or too long
     */
    public static KeyPattern of(String cache, String glob) {
        if (glob.isEmpty() || glob.length() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("A pattern of %d characters; write 1 to %d, such as 4* or *:draft"
                    .formatted(glob.length(), MAXIMUM_LENGTH));
        }
        if (isEvery(glob)) {
            throw new IllegalArgumentException(
                    "The pattern '%s' matches every key of the cache '%s'; clear it instead, which costs the same for any number of entries"
                            .formatted(glob, cache));
        }
        return new KeyPattern(cache, glob);
    }

    /**
     * The keys whose text begins so, as a caller may ask for them. Nothing in it stands for anything else.
     *
     * @throws IllegalArgumentException if it is empty or too long
     */
    public static KeyPattern prefixed(String cache, String prefix) {
        StringBuilder glob = new StringBuilder(prefix.length() + 1);
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            if (c == '*' || c == '?' || c == '\\') {
                glob.append('\\');
            }
            glob.append(c);
        }
        return of(cache, glob.append('*').toString());
    }

    /** Whether every key matches, since there is nothing but stars, or nothing at all, to hold it against. */
    public static boolean isEvery(String glob) {
        return glob.chars().allMatch(c -> c == '*');
    }

    /** The key with this text as a person writes it. */
    public static String plain(String text) {
        int last = text.length() - 1;
        if (last > 0 && text.charAt(0) == '\'' && text.charAt(last) == '\'') {
            return unescaped(text.substring(1, last));
        }
        boolean number = last > 0 && (Character.isDigit(text.charAt(0)) || text.charAt(0) == '-');
        return number && Character.isLetter(text.charAt(last)) ? text.substring(0, last) : text;
    }

    private static String unescaped(String quoted) {
        return quoted.indexOf('\\') < 0 ? quoted : quoted.replaceAll("(?s)\\\\(.)", "$1");
    }

    /** Matches texts of keys. */
    public Matcher matcher() {
        return new Matcher(cache, glob.codePoints().toArray());
    }

    /** A pattern that is ready to match. Thread-safe; time is at most the product of the lengths of text and pattern. */
    public static final class Matcher {

        private final String cache;
        private final int[] glob;

        private Matcher(String cache, int[] glob) {
            this.cache = cache;
            this.glob = glob;
        }

        /** Whether this key is one of them. */
        public boolean matches(RemoteKey key) {
            return key.cache().equals(cache) && matches(key.text());
        }

        /** Whether a key of the cache with this text is one of them. */
        public boolean matches(String keyText) {
            return keyText.startsWith("#")
                    || matches(plain(keyText).codePoints().toArray());
        }

        /** Each star takes as little as it can; if the rest does not match, only the last star has to take more. */
        private boolean matches(int[] text) {
            int at = 0;
            int of = 0;
            int star = -1;
            int taken = 0;
            while (at < text.length) {
                if (of < glob.length && glob[of] == '*') {
                    star = of++;
                    taken = at;
                } else if (of < glob.length && accepts(of, text[at])) {
                    of += width(of);
                    at++;
                } else if (star >= 0) {
                    of = star + 1;
                    at = ++taken;
                } else {
                    return false;
                }
            }
            while (of < glob.length && glob[of] == '*') {
                of++;
            }
            return of == glob.length;
        }

        private boolean accepts(int of, int character) {
            return width(of) == 2 ? glob[of + 1] == character : glob[of] == '?' || glob[of] == character;
        }

        /** A character that is meant as such comes behind a backslash. */
        private int width(int of) {
            return glob[of] == '\\' && of + 1 < glob.length ? 2 : 1;
        }
    }
}
