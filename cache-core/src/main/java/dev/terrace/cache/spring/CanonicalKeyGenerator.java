package dev.terrace.cache.spring;

import dev.terrace.cache.codec.Sha256;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.KeyGenerator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the key of a call whose arguments are what a model is asked: a prompt, the model's name, a map of parameters. It is the
 * SHA-256, in hexadecimal, of the canonical JSON of the arguments: the order of the entries of maps, of the properties of objects and of the
 * elements of sets does not count, nor does the notation of a number, 1.0 and 1, while 1 and the String "1" differ.
 *
 * <p>After RFC 8785, JSON Canonicalization Scheme, but for numbers, which stay exact here: two that only meet as a double differ. As in JSON the
 * class of an object is not told: of two classes with the same properties let one say its type in a property. An object without
 * properties, or one that is no JSON, is an {@link IllegalArgumentException}. Thread-safe; linear in the size of the arguments.
 */
public final class CanonicalKeyGenerator implements KeyGenerator {

    private final JsonMapper mapper;

    /** A generator to which objects look as Jackson sees them without configuration. */
    public CanonicalKeyGenerator() {
        this(JsonMapper.builder().build());
    }

    /** A generator to which objects look as this mapper writes them. Another configuration makes other keys. */
    public CanonicalKeyGenerator(JsonMapper mapper) {
        this.mapper = mapper.rebuild()
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .addModule(new CanonicalModule(this::textOf))
                .build();
    }

    @Override
    public Object generate(Object target, Method method, @Nullable Object... params) {
        try {
            return Sha256.hex(textOf(Arrays.asList(params)));
        } catch (JacksonException | IllegalArgumentException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    "No key can be made of the arguments of %s: they cannot be written as JSON".formatted(method), e);
        }
    }

    private String textOf(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        append(mapper.valueToTree(value), text);
        return text.toString();
    }

    private static void append(JsonNode node, StringBuilder text) {
        switch (node.getNodeType()) {
            case OBJECT -> appendObject(node, text);
            case ARRAY -> {
                String separator = "[";
                for (JsonNode element : node) {
                    append(element, text.append(separator));
                    separator = ",";
                }
                text.append(node.isEmpty() ? "[]" : "]");
            }
            case NUMBER -> text.append(number(node));
            case BOOLEAN, NULL, MISSING -> text.append(node);
            case STRING, BINARY, POJO -> appendQuoted(node.asString(), text);
        }
    }

    /** In the order of UTF-16 code units, as the RFC wants it. */
    private static void appendObject(JsonNode node, StringBuilder text) {
        String[] names = node.propertyNames().toArray(String[]::new);
        Arrays.sort(names);
        String separator = "{";
        for (String name : names) {
            appendQuoted(name, text.append(separator));
            append(node.get(name), text.append(':'));
            separator = ",";
        }
        text.append(names.length == 0 ? "{}" : "}");
    }

    /** The digits that count and the power of ten; without one if it is 0. */
    private static String number(JsonNode node) {
        String notation = node.asString();
        if (node.isFloatingPointNumber() && !Character.isDigit(notation.charAt(notation.length() - 1))) {
            return notation;
        }
        BigDecimal exact = new BigDecimal(notation).stripTrailingZeros();
        return exact.signum() == 0 || exact.scale() == 0
                ? exact.unscaledValue().toString()
                : exact.unscaledValue() + "e" + -(long) exact.scale();
    }

    /** Half of a surrogate pair would be a question mark in UTF-8. */
    private static void appendQuoted(String string, StringBuilder text) {
        text.append('"');
        string.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c < ' ' || (c <= Character.MAX_VALUE && Character.isSurrogate((char) c))) {
                text.append("\\u").append(HexFormat.of().toHexDigits((char) c));
            } else {
                text.appendCodePoint(c);
            }
        });
        text.append('"');
    }
}
