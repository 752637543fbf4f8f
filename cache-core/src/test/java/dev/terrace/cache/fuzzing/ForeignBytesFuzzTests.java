package dev.terrace.cache.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.terrace.cache.codec.FormatFuzzTargets;
import dev.terrace.cache.redis.BusMessageFuzzTarget;
import dev.terrace.cache.tier.InvalidationFuzzTarget;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes come from Redis: no exception but the declared one, and no more memory than was declared. Jazzer changes them by what
 * it sees of the code that they reach. It fuzzes one test of a JVM, so all targets share one; the first byte chooses. The
 * build does so for {@code fuzz.seconds}; where there is no Jazzer, the examples alone are taken. For an hour:
 *
 * <pre>
 * ./mvnw -pl cache-core surefire:test@fuzzing -Dfuzz.seconds=3600
 * </pre>
 */
class ForeignBytesFuzzTests {

    private static final List<FuzzTarget> TARGETS = Stream.concat(
                    FormatFuzzTargets.all(), Stream.of(new BusMessageFuzzTarget(), new InvalidationFuzzTarget()))
            .toList();

    static Stream<byte[]> examples() {
        return IntStream.range(0, TARGETS.size())
                .boxed()
                .flatMap(target -> TARGETS.get(target).examples().map(example -> with(target, example)));
    }

    private static byte[] with(int target, byte[] example) {
        return ByteBuffer.allocate(1 + example.length)
                .put((byte) target)
                .put(example)
                .array();
    }

    @MethodSource("examples")
    @FuzzTest(maxDuration = "15s")
    void areTakenOrRefusedAsDeclared(byte[] bytes) {
        if (bytes.length > 0) {
            TARGETS.get(Math.floorMod(bytes[0], TARGETS.size())).take(Arrays.copyOfRange(bytes, 1, bytes.length));
        }
    }
}
