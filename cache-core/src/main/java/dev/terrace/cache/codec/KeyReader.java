package dev.terrace.cache.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys of their {@linkplain KeyEncoder texts: strings, characters, numbers, booleans and UUIDs}. Of no other class: a text from outside
 * is to make nothing but plain values. Stateless.
 */
public final class KeyReader {

    private static final KeyEncoder ENCODER = new KeyEncoder();
    private static final Pattern UUID_TEXT = Pattern.compile("uuid\\(([0-9a-fA-F-]{36})\\)");

    private static final Map<Character, Function<String, Object>> BY_SUFFIX = Map.of(
            'L', Long::valueOf,
            's', Short::valueOf,
            'b', Byte::valueOf,
            'd', Double::valueOf,
            'f', Float::valueOf,
            'n', BigInteger::new,
            'm', BigDecimal::new);

    private KeyReader() {}

    /** The key of this text, or null if it is none that can be made, or not the text that the key has. */
    public static @Nullable Object read(String text) {
        if (text.isEmpty() || text.length() > KeyEncoder.MAXIMUM_LENGTH) {
            return null;
        }
        try {
            Object key = parse(text);
            return key != null && ENCODER.encode(key).equals(text) ? key : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Object parse(String text) {
        char first = text.charAt(0);
        if (first == '\'') {
            return unquoted(text, 0);
        }
        if (text.startsWith("c'")) {
            String character = unquoted(text, 1);
            return character != null && character.length() == 1 ? (Object) character.charAt(0) : null;
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        var uuid = UUID_TEXT.matcher(text);
        if (uuid.matches()) {
            return UUID.fromString(uuid.group(1));
        }
        return number(text);
    }

    private static @Nullable Object number(String text) {
        int last = text.length() - 1;
        Function<String, Object> suffixed = BY_SUFFIX.get(text.charAt(last));
        return suffixed != null ? suffixed.apply(text.substring(0, last)) : Integer.valueOf(text);
    }

    /** Of what stands between the quotes, the first of which is there. */
    private static @Nullable String unquoted(String text, int quote) {
        int last = text.length() - 1;
        if (last == quote || text.charAt(last) != '\'') {
            return null;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = quote + 1; i < last; i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
            } else if (i + 5 <= last && text.charAt(i + 1) == 'u') {
                plain.append((char) Integer.parseInt(text, i + 2, i + 6, 16));
                i += 5;
            } else {
                plain.append(text.charAt(++i));
            }
        }
        return plain.toString();
    }
}
