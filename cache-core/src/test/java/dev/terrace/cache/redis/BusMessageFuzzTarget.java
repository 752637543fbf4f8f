package dev.terrace.cache.redis;

import dev.terrace.cache.fuzzing.FuzzTarget;
import dev.terrace.cache.tier.MalformedLogException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Messages of the bus: an entry of a log, or malformed. */
public final class BusMessageFuzzTarget implements FuzzTarget {

    @Override
    public void take(byte[] bytes) {
        try {
            BusMessage.parse(bytes);
        } catch (MalformedLogException declared) {
            // As it may be.
        }
    }

    @Override
    public Stream<byte[]> examples() {
        return Stream.of(
                        "c 1700000000000-0 here:1 1700000000001-2 here:2 H",
                        "17 0-0  1700000000001-0 there:9 Kabcdefgh")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
