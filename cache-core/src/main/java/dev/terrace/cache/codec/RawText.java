package dev.terrace.cache.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strings as UTF-8. Stateless. */
final class RawText {

    static final String TYPE = String.class.getName();

    /** What Java puts in the place of what it cannot read. */
    private static final char REPLACEMENT = '\uFFFD';

    private RawText() {}

    /** Half a surrogate pair has no UTF-8: Java would make a question mark of it. */
    static Payload encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    throw new UnencodableValueException(
                            "A java.lang.String holds half a surrogate pair, which has no UTF-8; cache it as a char[]");
                }
                i++;
            }
        }
        return Payload.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String decode(ByteBuffer payload) {
        String text = new String(
                payload.array(),
                payload.arrayOffset() + payload.position(),
                payload.remaining(),
                StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            requireUtf8(payload);
        }
        return text;
    }

    private static void requireUtf8(ByteBuffer payload) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(payload.duplicate());
        } catch (CharacterCodingException e) {
            throw new UnreadablePayloadException("It is not UTF-8", e);
        }
    }
}
