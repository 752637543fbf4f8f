package dev.terrace.cache.tier;

import dev.terrace.cache.fuzzing.FuzzTarget;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Records of a log: an invalidation, or malformed. */
public final class InvalidationFuzzTarget implements FuzzTarget {

    @Override
    public void take(byte[] bytes) {
        Invalidation parsed;
        try {
            parsed = Invalidation.parse(bytes);
        } catch (MalformedLogException declared) {
            return;
        }
        Invalidation again = Invalidation.parse(parsed.toBytes());
        if (!again.equals(parsed)) {
            throw new AssertionError("%s is %s the second time".formatted(parsed, again));
        }
        if (!(parsed instanceof Invalidation.OfCache) && parsed.toBytes().length > 3 * bytes.length) {
            throw new AssertionError("%s of %s".formatted(parsed, Arrays.toString(bytes)));
        }
    }

    @Override
    public Stream<byte[]> examples() {
        return Stream.of(
                        new Invalidation.OfKeys(List.of(1L, -1L)),
                        new Invalidation.OfTags(List.of("a", "caf\u00e9")),
                        new Invalidation.OfCache("products"),
                        new Invalidation.OfPattern(new KeyPattern("products", "4*")),
                        new Invalidation.Retired("here 7"),
                        new Invalidation.Fenced(1L << 40),
                        new Invalidation.None())
                .map(Invalidation::toBytes);
    }
}
