package dev.terrace.cache.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads a JSON string in which nothing is escaped and all is printable ASCII, as most are, eight bytes at a time and without a
 * parser. Anything else, and what is no such string, is left to Jackson, so that the two never differ. Thread-safe.
 */
final class PlainJsonText implements PayloadReader {

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHEST_BITS = ONES << 7;

    private final PayloadReader jackson;
    private final int longest;

    /**
     * @param mapper one that reads texts {@link #isReadAlikeBy alike}
     * @param jackson for all others
     */
    PlainJsonText(ObjectMapper mapper, PayloadReader jackson) {
        this.jackson = jackson;
        StreamReadConstraints limits = mapper.tokenStreamFactory().streamReadConstraints();
        this.longest = limits.hasMaxDocumentLength()
                ? (int) Math.min(limits.getMaxStringLength(), limits.getMaxDocumentLength())
                : limits.getMaxStringLength();
    }

    /** Whether the application has left to Jackson what a string is: how its bytes are read, and what is made of it. */
    static boolean isReadAlikeBy(ObjectMapper mapper) {
        return mapper.tokenStreamFactory() instanceof JsonFactory factory
                && factory.getClass() == JsonFactory.class
                && factory.getInputDecorator() == null
                && !mapper.isEnabled(DeserializationFeature.UNWRAP_ROOT_VALUE)
                && TextReader.of(mapper) == StringDeserializer.class;
    }

    @Override
    public @Nullable Object read(byte[] bytes, int from, int length) {
        int last = from + length - 1;
        return length >= 2
                        && length <= longest
                        && bytes[from] == '"'
                        && bytes[last] == '"'
                        && isPlain(bytes, from + 1, last)
                ? new String(bytes, from + 1, length - 2, StandardCharsets.ISO_8859_1)
                : jackson.read(bytes, from, length);
    }

    private static boolean isPlain(byte[] bytes, int from, int end) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            if (special((long) EIGHT.get(bytes, at)) != 0) {
                return false;
            }
        }
        for (; at < end; at++) {
            byte one = bytes[at];
            if (one < ' ' || one == '"' || one == '\\') {
                return false;
            }
        }
        return true;
    }

    /**
     * Not zero if any of the bytes is a control character, a quote, a backslash or no ASCII. A borrow reaches the next byte only
     * where there is one.
     */
    private static long special(long bytes) {
        long quotes = bytes ^ ('"' * ONES);
        long backslashes = bytes ^ ('\\' * ONES);
        return (bytes | (bytes - ' ' * ONES) | (quotes - ONES) | (backslashes - ONES)) & HIGHEST_BITS;
    }

    /** Which class reads a string that is all there is; asked of Jackson while it reads one of these. */
    private record TextReader(Class<?> type) {

        static Class<?> of(ObjectMapper mapper) {
            return mapper.rebuild()
                    .addModule(new SimpleModule().addDeserializer(TextReader.class, new Finder()))
                    .build()
                    .readValue("0", TextReader.class)
                    .type;
        }

        private static final class Finder extends ValueDeserializer<TextReader> {
            @Override
            public TextReader deserialize(JsonParser parser, DeserializationContext context) {
                JavaType text = context.constructType(String.class);
                return new TextReader(context.findRootValueDeserializer(text).getClass());
            }
        }
    }
}
