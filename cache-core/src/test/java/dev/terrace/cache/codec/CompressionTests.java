package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompressionTests {

    private final Random random = new Random(42);

    static Stream<Compression> all() {
        return Compressions.present().stream();
    }

    @Test
    void theNamesAndIdsAreAStoredFormat() {
        assertThat(all().collect(Collectors.toMap(Compression::name, Compression::id)))
                .containsOnly(entry("lz4", 1), entry("zstd", 2), entry("gzip", 3));
    }

    private static Map.Entry<String, Byte> entry(String name, int id) {
        return Map.entry(name, (byte) id);
    }

    @Test
    void withoutLibrariesThereIsTheOneOfTheJdk() throws Exception {
        List<String> missing = List.of("net.jpountz.", "com.github.luben.");
        URL classes = Compressions.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader without = new URLClassLoader(new URL[] {classes}, CompressionTests.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (missing.stream().anyMatch(name::startsWith)) {
                    throw new ClassNotFoundException(name);
                }
                boolean own = name.startsWith("dev.terrace.") && findLoadedClass(name) == null;
                return own ? findClass(name) : super.loadClass(name, resolve);
            }
        };
        List<?> present = (List<?>) without.loadClass(Compressions.class.getName())
                .getMethod("present")
                .invoke(null);
        assertThat(present)
                .extracting(Object::getClass)
                .extracting(Class::getSimpleName)
                .isEqualTo(List.of("GzipCompression"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsCompressedComesBack(Compression compression) {
        for (int length : new int[] {0, 1, 2, 100, 1_000, 65_536, 300_000}) {
            for (byte[] plain : List.of(noise(length), words(length), new byte[length])) {
                ByteBuffer compressed = compression.compress(plain);
                assertThat(compression.decompress(compressed, length)).isEqualTo(plain);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void textGetsSmaller(Compression compression) {
        assertThat(compression.compress(words(10_000)).remaining()).isBetween(1, 7_000);
    }

    @ParameterizedTest
    @MethodSource("all")
    void bytesInTheMiddleOfAnArrayAreRead(Compression compression) {
        byte[] plain = words(1_000);
        ByteBuffer compressed = compression.compress(plain);
        ByteBuffer around = ByteBuffer.allocate(compressed.remaining() + 20);
        around.position(10).put(compressed.duplicate()).flip().position(3);
        ByteBuffer slice = around.slice();
        assertThat(compression.decompress(slice.position(7), plain.length)).isEqualTo(plain);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aLengthThatLiesIsNoticed(Compression compression) {
        byte[] plain = words(1_000);
        ByteBuffer compressed = compression.compress(plain);
        for (int lie : new int[] {0, 1, 999}) {
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .as("%d", lie)
                    .isThrownBy(() -> compression.decompress(compressed.duplicate(), lie));
        }
        // More is for the caller to notice.
        assertThat(compression.decompress(compressed.duplicate(), 1_001)).isEqualTo(plain);
    }

    @ParameterizedTest
    @MethodSource("all")
    void damagedBytesAreUnreadableOrOtherBytesAndNothingElse(Compression compression) {
        byte[] plain = words(500);
        int unreadable = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = bytes(compression.compress(plain));
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            int length = random.nextInt(4) == 0 ? random.nextInt(damaged.length) : damaged.length;
            try {
                assertThat(compression.decompress(ByteBuffer.wrap(damaged, 0, length), plain.length))
                        .hasSizeLessThanOrEqualTo(plain.length);
            } catch (UnreadablePayloadException expected) {
                unreadable++;
            }
        }
        assertThat(unreadable).isGreaterThan(500);
    }

    @ParameterizedTest
    @MethodSource("all")
    void threadsDoNotDisturbEachOther(Compression compression) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Boolean>> work = IntStream.range(0, 64)
                    .mapToObj(i -> (Callable<Boolean>) () -> comesBack(compression, i))
                    .toList();
            for (Future<Boolean> done : threads.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean comesBack(Compression compression, int number) {
        byte[] plain = "value %d ".formatted(number).repeat(50).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 50; i++) {
            if (!Arrays.equals(compression.decompress(compression.compress(plain), plain.length), plain)) {
                return false;
            }
        }
        return true;
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] words(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ("product category price ".charAt((i + random.nextInt(2)) % 23));
        }
        return bytes;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
