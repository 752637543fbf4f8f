package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Who has not the library of a codec does without that codec, and with all others. */
class OptionalCodecsTests {

    private static final List<String> LIBRARIES = List.of("tools.jackson.dataformat.", "org.apache.fory.");

    /** The class path of the tests without the libraries. */
    private static final class Without extends URLClassLoader {

        private final Set<String> missed = ConcurrentHashMap.newKeySet();

        Without() {
            super(classPath(), ClassLoader.getPlatformClassLoader());
        }

        private static URL[] classPath() {
            String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            return Arrays.stream(path.split(File.pathSeparator))
                    .map(entry -> url(new File(entry)))
                    .toArray(URL[]::new);
        }

        private static URL url(File file) {
            try {
                return file.toURI().toURL();
            } catch (MalformedURLException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (LIBRARIES.stream().anyMatch(name::startsWith)) {
                missed.add(name);
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }

    /** Runs where the libraries are not. */
    public static final class Uses implements Runnable {
        @Override
        public void run() {
            ClassLoader classes = getClass().getClassLoader();
            TypeAllowList allowed = new TypeAllowList(List.of("dev.terrace.cache.codec"));
            JsonCodec json = new JsonCodec(JsonMapper.shared(), allowed, classes);
            JavaCodec java = new JavaCodec(allowed, classes);
            for (Codec codec : List.of(json, java)) {
                Codec.Encoded encoded = codec.encode(Map.of("a", CodecSamples.BOLT), Object.class);
                if (!codec.decode(encoded.payload().toBuffer(), encoded.type(), Object.class)
                        .equals(Map.of("a", CodecSamples.BOLT))) {
                    throw new AssertionError(codec.name());
                }
            }
            new RawCodec().decode(ByteBuffer.allocate(8), "long[]", long[].class);
            ValueFormats.of(json, java, new RawCodec());
        }
    }

    @Test
    void theOtherCodecsDoNotAskForTheLibrariesOfThese() throws Exception {
        try (Without without = new Without()) {
            Runnable uses = (Runnable)
                    without.loadClass(Uses.class.getName()).getConstructor().newInstance();
            assertThat(uses.getClass()).isNotEqualTo(Uses.class);
            uses.run();
            assertThat(without.missed).isEmpty();
        }
    }

    private static int membersOf(Class<?> type) {
        return type.getDeclaredConstructors().length + type.getDeclaredMethods().length;
    }

    @Test
    void theseCodecsAskForThem() throws IOException {
        try (Without without = new Without()) {
            for (Class<?> codec : List.of(CborCodec.class, ForyCodec.class)) {
                assertThatExceptionOfType(NoClassDefFoundError.class)
                        .isThrownBy(() -> membersOf(without.loadClass(codec.getName())));
            }
        } catch (NoClassDefFoundError e) {
            throw new AssertionError(e);
        }
    }
}
