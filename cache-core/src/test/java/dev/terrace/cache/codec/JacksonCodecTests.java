package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.terrace.cache.codec.Codec.Encoded;
import dev.terrace.cache.codec.CodecSamples.Product;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.module.kotlin.KotlinModule;

/** What JSON and CBOR do alike, and what their payloads may not do. */
class JacksonCodecTests {

    private static final ClassLoader CLASSES = JacksonCodecTests.class.getClassLoader();

    /** What the gadgets do when somebody creates them. */
    private static final Set<String> FIRED = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void nothingHasFired() {
        FIRED.clear();
    }

    enum Format {
        JSON {
            @Override
            MapperBuilder<?, ?> mapper() {
                return JsonMapper.builder();
            }

            @Override
            Codec codec(ObjectMapper mapper, TypeAllowList allowed) {
                return new JsonCodec((JsonMapper) mapper, allowed, CLASSES);
            }
        },
        CBOR {
            @Override
            MapperBuilder<?, ?> mapper() {
                return CBORMapper.builder();
            }

            @Override
            Codec codec(ObjectMapper mapper, TypeAllowList allowed) {
                return new CborCodec((CBORMapper) mapper, allowed, CLASSES);
            }
        };

        abstract MapperBuilder<?, ?> mapper();

        abstract Codec codec(ObjectMapper mapper, TypeAllowList allowed);

        Codec codec(String... packages) {
            return codec(mapper().build(), new TypeAllowList(List.of(packages)));
        }

        byte[] written(Object value) {
            return mapper().build().writeValueAsBytes(value);
        }
    }

    static class Gadget {
        @JsonCreator
        Gadget() {
            FIRED.add("constructor");
        }

        public void setCommand(String command) {
            FIRED.add("setter");
        }
    }

    /** Written by an application in good faith; its names come from the payload. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    interface ByClass {}

    static final class Fires extends Gadget implements ByClass {}

    record Harmless(String text) implements ByClass {}

    record Holder(ByClass content) {}

    record Open(@Nullable Object content) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
    interface ByMinimalClass {}

    static final class FiresToo extends Gadget implements ByMinimalClass {}

    @ParameterizedTest
    @EnumSource
    void theSameBytesAreReadAsEachDescriptorAndDeclaredTypeSayHoweverManyThereWere(Format format) {
        Codec codec = format.codec();
        ByteBuffer one = ByteBuffer.wrap(format.written(1));
        for (int i = 0; i < 2; i++) {
            assertThat(codec.decode(one.duplicate(), "java.lang.Integer", Object.class))
                    .isEqualTo(1);
            assertThat(codec.decode(one.duplicate(), "java.lang.Long", Object.class))
                    .isEqualTo(1L);
            assertThat(codec.decode(one.duplicate(), "java.lang.Long", Number.class))
                    .isEqualTo(1L);
            assertThat(codec.decode(one.duplicate(), "java.lang.Integer", Long.class))
                    .isEqualTo(1L);
        }
        ByteBuffer none = ByteBuffer.wrap(format.written(Map.of()));
        for (int key = 0; key < 32; key++) {
            for (int value = 0; value < 32; value++) {
                String type = "java.util.Map<java.lang.String" + "[]".repeat(key) + ",int" + "[]".repeat(value) + ">";
                if (key == 0) {
                    assertThat(codec.decode(none.duplicate(), type, Object.class))
                            .isEqualTo(Map.of());
                } else {
                    assertThatExceptionOfType(UnreadablePayloadException.class)
                            .isThrownBy(() -> codec.decode(none.duplicate(), type, Object.class));
                }
            }
        }
        assertThat(codec.decode(one.duplicate(), "java.lang.Short", Object.class))
                .isEqualTo((short) 1);
    }

    @ParameterizedTest
    @EnumSource
    void aClassThatThePayloadNamesMustPassTheAllowListTooAndIsNotEvenLoaded(Format format) {
        byte[] payload = format.written(Map.of("content", Map.of("@class", Fires.class.getName(), "command", "x")));
        byte[] minimal = format.written(Map.of("@c", ".JacksonCodecTests$FiresToo", "command", "x"));
        Codec careful = format.codec("com.acme");
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> careful.decode(ByteBuffer.wrap(payload), "", Holder.class));
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> careful.decode(ByteBuffer.wrap(minimal), "", ByMinimalClass.class));
        assertThat(FIRED).isEmpty();

        // It would notice.
        Codec careless = format.codec(CodecSamples.PACKAGE);
        careless.decode(ByteBuffer.wrap(payload), "", Holder.class);
        careless.decode(ByteBuffer.wrap(minimal), "", ByMinimalClass.class);
        assertThat(FIRED).contains("constructor", "setter");
    }

    @ParameterizedTest
    @EnumSource
    void aClassThatTheDescriptorNamesMustPassTheAllowList(Format format) {
        byte[] payload = format.written(Map.of("command", "x"));
        String name = Gadget.class.getName();
        for (String type : List.of(name, "java.util.List<" + name + ">", name + "[]")) {
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> format.codec("com.acme").decode(ByteBuffer.wrap(payload), type, Object.class))
                    .withMessageContaining(name);
        }
        assertThat(FIRED).isEmpty();

        // It would notice.
        format.codec(CodecSamples.PACKAGE).decode(ByteBuffer.wrap(payload), name, Object.class);
        assertThat(FIRED).contains("constructor", "setter");
    }

    @ParameterizedTest
    @EnumSource
    void annotationsThatNameAllowedClassesWork(Format format) {
        Codec codec = format.codec(CodecSamples.PACKAGE);
        Holder holder = new Holder(new Harmless("a"));
        assertThat(CodecContract.roundTrip(codec, holder, Holder.class)).isEqualTo(holder);
    }

    /** Hints that other libraries write, in places where anything may be. */
    @ParameterizedTest
    @EnumSource
    void aHintInAnOpenPlaceIsDataAndNoMore(Format format) {
        Map<String, Object> hint = Map.of("@class", Gadget.class.getName(), "@type", "x", "command", "x");
        List<Object> wrapped = List.of(Gadget.class.getName(), Map.of("command", "x"));
        for (Object hinting : List.of(hint, wrapped)) {
            byte[] payload = format.written(Map.of("content", hinting));
            Object read = format.codec(CodecSamples.PACKAGE).decode(ByteBuffer.wrap(payload), "", Open.class);
            assertThat(read).isEqualTo(new Open(hinting));
        }
        assertThat(FIRED).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void defaultTypingOfTheApplicationsMapperDoesNotReachTheCache(Format format) {
        ObjectMapper typing = format.mapper()
                .activateDefaultTyping(
                        BasicPolymorphicTypeValidator.builder()
                                .allowIfBaseType(Object.class)
                                .build(),
                        DefaultTyping.NON_FINAL)
                .build();
        byte[] payload = typing.writeValueAsBytes(new Open(new Gadget()));
        byte[] plain = format.written(Map.of("content", List.of(Gadget.class.getName(), Map.of("command", "x"))));
        FIRED.clear();
        Codec codec = format.codec(typing, new TypeAllowList(List.of(CodecSamples.PACKAGE)));
        try {
            codec.decode(ByteBuffer.wrap(payload), "", Open.class);
        } catch (UnreadablePayloadException expected) {
            // What default typing writes is nothing that the codec has written.
        }
        codec.decode(ByteBuffer.wrap(plain), "", Open.class);
        assertThat(FIRED).isEmpty();
        assertThat(codec.encode(CodecSamples.BOLT, Product.class).payload().toBytes())
                .isEqualTo(format.codec(CodecSamples.PACKAGE)
                        .encode(CodecSamples.BOLT, Product.class)
                        .payload()
                        .toBytes());

        // It would notice.
        typing.readValue(payload, Open.class);
        assertThat(FIRED).contains("constructor");
    }

    // ---- changed classes, whatever the application's mapper thinks of them

    record Primitives(int number, boolean flag, double ratio, char letter, String text) {}

    @ParameterizedTest
    @EnumSource
    void whatIsMissingHasItsDefaultAndWhatIsUnknownIsIgnoredWhateverTheMapperSays(Format format) {
        ObjectMapper strict = format.mapper()
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
                .build();
        for (ObjectMapper mapper : List.of(strict, format.mapper().build())) {
            Codec codec = format.codec(mapper, new TypeAllowList(List.of(CodecSamples.PACKAGE)));
            byte[] payload = format.written(Map.of("gone", List.of(Map.of("a", 1))));
            assertThat(codec.decode(ByteBuffer.wrap(payload), "", Primitives.class))
                    .isEqualTo(new Primitives(0, false, 0, '\0', null));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFollowsAValueMakesItUnreadable(Format format) {
        Codec codec = format.codec(
                format.mapper()
                        .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build(),
                new TypeAllowList(List.of()));
        byte[] one = format.written("a");
        ByteBuffer two = ByteBuffer.allocate(2 * one.length).put(one).put(one).flip();
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> codec.decode(two, "java.lang.String", String.class));
    }

    // ---- Kotlin

    /** There is no Kotlin compiler in this build; these are data classes that come with its library. */
    @ParameterizedTest
    @EnumSource
    void dataClassesOfKotlinAreReadIfTheMapperHasItsModule(Format format) throws Exception {
        ObjectMapper kotlin =
                format.mapper().addModule(new KotlinModule.Builder().build()).build();
        Codec codec = format.codec(kotlin, new TypeAllowList(List.of("kotlin", CodecSamples.PACKAGE)));
        java.lang.reflect.Type declared =
                JacksonCodecTests.class.getDeclaredMethod("pair").getGenericReturnType();
        kotlin.Pair<String, Product> pair = new kotlin.Pair<>("a", CodecSamples.BOLT);
        assertThat(CodecContract.roundTrip(codec, pair, declared)).isEqualTo(pair);

        Codec without = format.codec("kotlin", CodecSamples.PACKAGE);
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> without.encode(pair, declared))
                .withMessageContaining("kotlin.Pair");
    }

    @SuppressWarnings("unused")
    private static kotlin.Pair<String, Product> pair() {
        throw new AssertionError("It only declares a type");
    }

    // ---- CBOR alone

    @Test
    void cborKeepsItsNumberAndWhatJsonMakesTextOf() throws Exception {
        Codec cbor = Format.CBOR.codec(CodecSamples.PACKAGE);
        assertThat(cbor.name()).isEqualTo("cbor");
        assertThat(cbor.id()).isEqualTo((short) 3);
        byte[] bytes = new byte[1000];
        assertThat(cbor.encode(bytes, byte[].class).payload().length()).isEqualTo(1003);
        assertThat(cbor.encode(CodecSamples.BOLT, Product.class).payload().length())
                .isLessThan(Format.JSON
                        .codec(CodecSamples.PACKAGE)
                        .encode(CodecSamples.BOLT, Product.class)
                        .payload()
                        .length());
    }

    /** RFC 8949, section 3: a head of a major type with a length of eight bytes; and tags of dates, bignums, URIs, MIME. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5b7fffffffffffffff00", // bytes
                "5a7fffffff00",
                "7b7fffffffffffffff41", // text
                "7a7fffffff41",
                "9b7fffffffffffffff01", // array
                "9a7fffffff01",
                "bb7fffffffffffffff6161", // map
                "ba7fffffff6161",
                "5f5a7fffffff00", // in chunks
                "7f7a7fffffff41",
                "c25a7fffffff00", // a bignum
                "c4821a7fffffffc25a7fffffff00", // a decimal fraction
                "d81e9a7fffffff01",
                "d8238000", // a tag of a regular expression on an array
                "9f9f9f9f9f9f", // without an end
                "ff",
                "1c"
            })
    void aClaimedLengthIsNotBelieved(String hex) {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex);
        Codec cbor = Format.CBOR.codec(CodecSamples.PACKAGE);
        for (String type : List.of(
                "byte[]",
                "java.lang.String",
                "java.util.List<java.lang.Object>",
                "int[]",
                "float[]",
                "java.lang.String[]",
                "java.util.Map<java.lang.String,java.lang.Integer>",
                "java.math.BigDecimal",
                "java.math.BigInteger",
                Product.class.getName())) {
            assertThat(Allocated.by(() -> assertThatExceptionOfType(UnreadablePayloadException.class)
                            .isThrownBy(() -> cbor.decode(ByteBuffer.wrap(bytes), type, Object.class))))
                    .as("%s as %s", hex, type)
                    .isLessThan(4 << 20);
        }
    }

    /** {@code 1E+1000000000} in six bytes: reading it costs nothing, adding 1 to it a gigabyte. It is the caller's number. */
    @Test
    void aNumberWithAHugeExponentIsReadAsItWas() {
        BigDecimal huge = new BigDecimal("1E+1000000000");
        for (Format format : Format.values()) {
            assertThat(CodecContract.roundTrip(format.codec(), huge, BigDecimal.class))
                    .isEqualTo(huge);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endlessNestingIsUnreadable(Format format) {
        byte[] nested = (format == Format.JSON ? "[" : "\u0081").repeat(300_000).getBytes(StandardCharsets.ISO_8859_1);
        for (String type : List.of("java.util.List<java.lang.Object>", "java.lang.Object", Product.class.getName())) {
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() ->
                            format.codec(CodecSamples.PACKAGE).decode(ByteBuffer.wrap(nested), type, Object.class));
        }
    }

    // ---- what an application's class does to itself

    static final class Throws {
        public String getText() {
            return "a";
        }

        public void setText(String text) {
            throw new StackOverflowError();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverAClassThrowsWhenItIsReadThePayloadIsUnreadable(Format format) {
        byte[] payload = format.written(Map.of("text", "a"));
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> format.codec(CodecSamples.PACKAGE)
                        .decode(ByteBuffer.wrap(payload), Throws.class.getName(), Object.class));
    }

    @ParameterizedTest
    @EnumSource
    void aMapOfAnotherTypeOfKeysIsUnreadable(Format format) {
        Encoded encoded = format.codec().encode(Map.of("a", 1), Object.class);
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> format.codec()
                        .decode(
                                encoded.payload().toBuffer(),
                                "java.util.Map<java.lang.Long,java.lang.Integer>",
                                Object.class));
    }
}
