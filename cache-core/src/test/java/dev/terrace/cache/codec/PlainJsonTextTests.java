package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.io.InputDecorator;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** That strings are read as Jackson reads them, and most of them without it. */
class PlainJsonTextTests {

    private static final String TEXT = "java.lang.String";
    private static final ClassLoader CLASSES = PlainJsonTextTests.class.getClassLoader();

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final JsonCodec codec = codec(mapper);

    private static JsonCodec codec(JsonMapper mapper) {
        return new JsonCodec(mapper, new TypeAllowList(List.of()), CLASSES);
    }

    private static @Nullable Object readBy(JsonCodec codec, byte[] payload) {
        byte[] among = new byte[payload.length + 7];
        Arrays.fill(among, (byte) '"');
        System.arraycopy(payload, 0, among, 3, payload.length);
        try {
            return codec.decode(ByteBuffer.wrap(among, 3, payload.length), TEXT, String.class);
        } catch (UnreadablePayloadException e) {
            return null;
        }
    }

    private static @Nullable Object readBy(ObjectMapper jackson, byte[] payload) {
        try {
            return jackson.readValue(payload, String.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    @Test
    void eachByteAtEachPlaceIsReadAsJacksonReadsIt() {
        for (int length : new int[] {0, 1, 7, 8, 9, 18}) {
            byte[] payload = ("\"" + "x".repeat(length) + "\"").getBytes(StandardCharsets.US_ASCII);
            assertThat(readBy(codec, payload)).isEqualTo("x".repeat(length));
            for (int at = 0; at < payload.length; at++) {
                byte before = payload[at];
                for (int one = 0; one < 256; one++) {
                    payload[at] = (byte) one;
                    assertThat(readBy(codec, payload))
                            .as("Length %d, byte %d at %d", length, one, at)
                            .isEqualTo(readBy(mapper, payload));
                }
                payload[at] = before;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"",
                "\"\"",
                "null",
                "1",
                "[]",
                "{\"a\":1}",
                " \"a\"",
                "\"a\" ",
                "\"a",
                "a\"",
                "\"a\"\"b\"",
                "\"a\",\"b\"",
                "\"\\u0041\"",
                "\"\\\"\"",
                "\"\\\\\"",
                "\"\\\"",
                "\"h\u00e9\"",
                "\"\u4e2d\ud83d\ude00\"",
                "\ufeff\"a\"",
                "'a'"
            })
    void anyPayloadIsReadAsJacksonReadsIt(String json) {
        for (var charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            byte[] payload = json.getBytes(charset);
            assertThat(readBy(codec, payload)).as(charset.name()).isEqualTo(readBy(mapper, payload));
        }
    }

    @Test
    void aPlainTextIsReadWithoutJackson() {
        PlainJsonText reader = new PlainJsonText(mapper, (bytes, from, length) -> {
            throw new AssertionError("Jackson was asked");
        });
        for (int length = 0; length <= 100; length++) {
            String text = "~ !#[]0aZ\u007f/".repeat(10).substring(0, length);
            byte[] payload = bytes("\"" + text + "\"");
            assertThat(reader.read(payload, 0, payload.length)).isEqualTo(text);
        }
    }

    @Test
    void theCodecReadsItSo() {
        byte[] plain = mapper.writeValueAsBytes("a plain text. ".repeat(100));
        byte[] escaped = mapper.writeValueAsBytes("an escaped\n1 ".repeat(100));
        for (int i = 0; i < 100; i++) {
            readBy(codec, plain);
            readBy(codec, escaped);
        }
        // Jackson makes a parser and a context for each value.
        assertThat(Allocated.by(() -> codec.decode(ByteBuffer.wrap(plain), TEXT, String.class)) + 500)
                .isLessThan(Allocated.by(() -> codec.decode(ByteBuffer.wrap(escaped), TEXT, String.class)));
    }

    // ---- what an application makes of strings

    @Test
    void anApplicationMayReadStringsItsOwnWay() {
        SimpleModule trimming = new SimpleModule().addDeserializer(String.class, new ValueDeserializer<>() {
            @Override
            public String deserialize(JsonParser parser, DeserializationContext context) {
                return parser.getString().strip();
            }
        });
        JsonCodec own = codec(JsonMapper.builder().addModule(trimming).build());
        assertThat(readBy(own, bytes("\" a \""))).isEqualTo("a");
    }

    @Test
    void anApplicationMayDecorateWhatIsRead() {
        JsonFactory decorated =
                JsonFactory.builder().inputDecorator(new Reversed()).build();
        assertThat(readBy(codec(new JsonMapper(decorated)), bytes("\"ab\""))).isEqualTo("ba");
    }

    @Test
    void anApplicationMayHaveItsOwnFactory() {
        JsonFactory upside = new JsonFactory() {
            @Override
            public JsonFactory copy() {
                return this;
            }

            @Override
            protected JsonParser _createParser(
                    tools.jackson.core.ObjectReadContext context, IOContext io, byte[] data, int offset, int length) {
                return super._createParser(context, io, bytes("\"own\""), 0, 5);
            }
        };
        assertThat(readBy(codec(new JsonMapper(upside)), bytes("\"ab\""))).isEqualTo("own");
    }

    @Test
    void aWrappedRootIsNotReadUnwrapped() {
        JsonMapper wrapping = mapper.rebuild()
                .enable(DeserializationFeature.UNWRAP_ROOT_VALUE)
                .build();
        JsonCodec own = codec(wrapping);
        assertThat(readBy(own, bytes("{\"String\":\"a\"}"))).isEqualTo("a");
        assertThat(readBy(own, bytes("\"a\""))).isNull();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
    private interface Typed {}

    @Test
    void whatAnApplicationSaysOfAllClassesDoesNotMakeStringsUnreadable() {
        JsonMapper typed = mapper.rebuild().addMixIn(Object.class, Typed.class).build();
        assertThat(readBy(codec(typed), bytes("\"a\""))).isEqualTo("a").isEqualTo(readBy(typed, bytes("\"a\"")));
    }

    @Test
    void whoRefusesUnknownClassesStillReadsStrings() {
        SimpleModule strict = new SimpleModule().setDeserializerModifier(new ValueDeserializerModifier() {
            @Override
            public ValueDeserializer<?> modifyDeserializer(
                    DeserializationConfig config, BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
                if (bean.getBeanClass() != String.class) {
                    throw new IllegalArgumentException("Not " + bean.getBeanClass());
                }
                return deserializer;
            }
        });
        JsonMapper own = mapper.rebuild().addModule(strict).build();
        assertThat(readBy(codec(own), bytes("\"a\""))).isEqualTo("a");
    }

    @Test
    void aMapperIsAskedOnce() {
        AtomicInteger setUps = new AtomicInteger();
        SimpleModule counting = new SimpleModule() {
            @Override
            public void setupModule(SetupContext context) {
                setUps.incrementAndGet();
            }
        };
        JsonCodec own = codec(mapper.rebuild().addModule(counting).build());
        readBy(own, bytes("\"a\""));
        int before = setUps.get();
        for (int i = 0; i < 5; i++) {
            own.decode(ByteBuffer.wrap(bytes("\"a\"")), "another text " + i, String.class);
        }
        assertThat(setUps).hasValue(before);
    }

    @Test
    void theApplicationsLimitsHold() {
        JsonFactory strict = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxStringLength(10).build())
                .build();
        JsonMapper limited = JsonMapper.builder(strict)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        JsonCodec own = codec(limited);
        for (int length = 0; length < 30; length++) {
            byte[] payload = bytes("\"" + "x".repeat(length) + "\"");
            assertThat(readBy(own, payload)).as("%d characters", length).isEqualTo(readBy(limited, payload));
        }
        assertThat(readBy(own, bytes("\"" + "x".repeat(100_000) + "\""))).isNull();
    }

    @Test
    void whatIsNoStringIsToldAsBefore() {
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes("\"a")), TEXT, String.class))
                .withMessageContaining("not JSON of the type java.lang.String");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Its last byte first, but for the quotes. */
    private static final class Reversed extends InputDecorator {

        private static final long serialVersionUID = 1L;

        @Override
        public InputStream decorate(IOContext context, InputStream in) {
            return in;
        }

        @Override
        public InputStream decorate(IOContext context, byte[] source, int offset, int length) {
            byte[] reversed = new byte[length];
            for (int i = 0; i < length; i++) {
                reversed[i] = source[offset + length - 1 - i];
            }
            return new ByteArrayInputStream(reversed);
        }

        @Override
        public Reader decorate(IOContext context, Reader reader) {
            return reader;
        }

        @Override
        public DataInput decorate(IOContext context, DataInput input) {
            return input;
        }
    }
}
