package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.codec.CborCodec;
import dev.terrace.cache.codec.Codec;
import dev.terrace.cache.codec.ForyCodec;
import dev.terrace.cache.codec.JavaCodec;
import dev.terrace.cache.codec.RawCodec;
import dev.terrace.cache.codec.UnencodableValueException;
import dev.terrace.cache.spring.CanonicalKeyGenerator;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.cache.interceptor.SimpleKeyGenerator;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Which codecs, algorithms and key generators an application has without a word. */
@ExtendWith(OutputCaptureExtension.class)
class CodecBeansTests {

    private final ApplicationContextRunner contexts = Contexts.caching();

    record Point(int x, int y) {}

    record Stranger(int x) {}

    @ParameterizedTest
    @ValueSource(strings = {"json", "cbor", "java", "raw", "fory"})
    void eachCodecWhoseLibraryIsThereMayBeNamed(String codec) {
        contexts.withPropertyValues("terrace.cache.caches.x.codec=" + codec)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "cbor, tools.jackson.dataformat, tools.jackson.dataformat:jackson-dataformat-cbor",
        "fory, org.apache.fory, org.apache.fory:fory-core"
    })
    void withoutItsLibraryACodecIsMissed(String codec, String hidden, String library) {
        ApplicationContextRunner without = contexts.withClassLoader(new FilteredClassLoader(hidden));
        without.run(context -> assertThat(context).hasNotFailed());
        without.withPropertyValues("terrace.cache.caches.x.codec=" + codec)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("'terrace.cache.caches.x.codec' (%s) is not a codec".formatted(codec))
                        .hasStackTraceContaining("add " + library + ", or use one of "));
    }

    @Test
    void theCodecsOfAnApplicationTakeThePlaceOfOurs() {
        contexts.withBean("raw", RawCodec.class)
                .withBean("java", JavaCodec.class, () -> new JavaCodec(Contexts.nothingAllowed(), null))
                .run(context -> assertThat(context)
                        .getBeanNames(Codec.class)
                        .containsExactlyInAnyOrder("raw", "java", "terraceCborCodec", "terraceForyCodec"));
    }

    @Test
    void foryKnowsTheClassesThatAreListed() {
        contexts.withPropertyValues("terrace.cache.codecs.fory.classes=" + Point.class.getName())
                .run(context -> {
                    Codec fory = context.getBean(ForyCodec.class);
                    assertThat(backAndForth(fory, new Point(1, 2))).isEqualTo(new Point(1, 2));
                    assertThatThrownBy(() -> fory.encode(new Stranger(1), Stranger.class))
                            .isInstanceOf(UnencodableValueException.class);
                });
    }

    /** A point as text. */
    private static SimpleModule points() {
        return new SimpleModule()
                .addSerializer(Point.class, new ValueSerializer<Point>() {
                    @Override
                    public void serialize(Point point, JsonGenerator json, SerializationContext context) {
                        json.writeString(point.x() + "/" + point.y());
                    }
                })
                .addDeserializer(Point.class, new ValueDeserializer<Point>() {
                    @Override
                    public Point deserialize(JsonParser json, DeserializationContext context) {
                        String[] parts = json.getString().split("/");
                        return new Point(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
                    }
                });
    }

    @Test
    void cborKnowsWhatTheJsonMapperOfTheApplicationKnows() {
        contexts.withBean(
                        JsonMapper.class,
                        () -> JsonMapper.builder().addModule(points()).build())
                .run(context -> {
                    Codec cbor = context.getBean(CborCodec.class);
                    Codec.Encoded encoded = cbor.encode(new Point(1, 2), Point.class);
                    assertThat(new String(encoded.payload().toBytes(), StandardCharsets.ISO_8859_1))
                            .contains("1/2");
                    assertThat(backAndForth(cbor, new Point(1, 2))).isEqualTo(new Point(1, 2));
                });
    }

    @Test
    void aJsonMapperThatCannotBeCopiedFailsTheStart() {
        contexts.withClassLoader(new FilteredClassLoader(CBORMapper.class))
                .withBean(
                        JsonMapper.class,
                        () -> JsonMapper.builder().addModule(new OnlyOnce()).build())
                .run(context -> assertThat(context).getFailure().rootCause().hasMessage("It was set up before"));
    }

    private static final class OnlyOnce extends SimpleModule {

        private boolean done;

        @Override
        public void setupModule(SetupContext context) {
            if (done) {
                throw new IllegalStateException("It was set up before");
            }
            done = true;
        }
    }

    private static Object backAndForth(Codec codec, Object value) {
        Codec.Encoded encoded = codec.encode(value, value.getClass());
        return codec.decode(encoded.payload().toBuffer(), encoded.type(), value.getClass());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "lz4", "zstd", "gzip", "adaptive"})
    void eachAlgorithmIsThere(String algorithm, CapturedOutput output) {
        contexts.withPropertyValues("terrace.cache.advice=strict", "terrace.cache.defaults.compression=" + algorithm)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("WARN");
    }

    // ---- keys

    static class Model {
        int calls;

        @Cacheable(cacheNames = "answers", keyGenerator = "canonicalKeyGenerator")
        public String answer(Map<String, Object> question) {
            calls++;
            return String.valueOf(question.get("prompt"));
        }
    }

    static class Injected {
        final ObjectProvider<KeyGenerator> generators;

        Injected(ObjectProvider<KeyGenerator> generators) {
            this.generators = generators;
        }
    }

    @Test
    void aMethodMayNameTheGeneratorForCallsOfModels() {
        contexts.withBean(Model.class).run(context -> {
            Model model = context.getBean(Model.class);
            Map<String, Object> question = new LinkedHashMap<>();
            question.put("prompt", "Why?");
            question.put("temperature", 1);
            Map<String, Object> same = new LinkedHashMap<>();
            same.put("temperature", 1.0);
            same.put("prompt", "Why?");
            assertThat(model.answer(question)).isEqualTo(model.answer(same)).isEqualTo("Why?");
            assertThat(model.answer(Map.of("prompt", "How?"))).isEqualTo("How?");
            assertThat(Objects.requireNonNull(
                                    context.getBean(TerraceCacheManager.class).getTerraceCache("answers"))
                            .statistics()
                            .nearHits())
                    .isEqualTo(1);
        });
    }

    @Test
    void itIsNotInTheWayOfAGeneratorOfTheApplication() {
        contexts.withBean(Injected.class).run(context -> {
            assertThat(context).hasSingleBean(CanonicalKeyGenerator.class);
            assertThat(context.getBean(Injected.class).generators.getIfAvailable())
                    .isNull();
        });
        contexts.withBean("mine", KeyGenerator.class, SimpleKeyGenerator::new)
                .withBean(Injected.class)
                .run(context -> assertThat(
                                context.getBean(Injected.class).generators.getObject())
                        .isSameAs(context.getBean("mine")));
    }
}
