package dev.terrace.cache.codec;

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
 * Reads a JSON string in which nothing is escaped and all is ASCII without control characters, as most are, without a parser.
 * Anything else, and what is no such string, is left to Jackson, so that the two never differ. Thread-safe.
 */
final class PlainJsonText implements PayloadReader {

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

    /**
     * Whether the application has left to Jackson what a string is: how its bytes are read, and what is made of it. Makes a mapper to
     * find out; one that cannot be asked is not trusted.
     */
    static boolean isReadAlikeBy(ObjectMapper mapper) {
        try {
            return isLeftToJackson(mapper);
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }

    private static boolean isLeftToJackson(ObjectMapper mapper) {
        return mapper.tokenStreamFactory() instanceof JsonFactory factory
                && factory.getClass() == JsonFactory.class
                && factory.getInputDecorator() == null
                && !mapper.isEnabled(DeserializationFeature.UNWRAP_ROOT_VALUE)
                && TextReader.of(mapper) == StringDeserializer.class;
    }

    @Override
    public @Nullable Object read(byte[] bytes, int from, int length) {
        String text = length <= longest ? plain(bytes, from, length) : null;
        return text != null ? text : jackson.read(bytes, from, length);
    }

    /** The string, or null if it is left to Jackson. What the JDK looks for is found many bytes at a time. */
    private static @Nullable String plain(byte[] bytes, int from, int length) {
        int last = from + length - 1;
        if (length < 2 || bytes[from] != '"' || bytes[last] != '"' || !isPrintableAscii(bytes, from, last)) {
            return null;
        }
        String text = new String(bytes, from + 1, length - 2, StandardCharsets.ISO_8859_1);
        return text.indexOf('"') < 0 && text.indexOf('\\') < 0 ? text : null;
    }

    /** What is not ASCII is negative. */
    private static boolean isPrintableAscii(byte[] bytes, int from, int end) {
        for (int at = from; at < end; at++) {
            if (bytes[at] < ' ') {
                return false;
            }
        }
        return true;
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
