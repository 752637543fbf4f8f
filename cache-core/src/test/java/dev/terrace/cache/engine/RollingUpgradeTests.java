package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.simulation.TwinServer;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** This version and a later one over one Redis, each of which replaces what it cannot read. */
class RollingUpgradeTests {

    private static final EntryDescription TEXT = EntryDescription.of(String.class);

    private final ManualTime time = new ManualTime();
    private final TwinServer server = new TwinServer(2, time::millis);
    private final TwinInstance here = TwinInstance.joined("here", server, time);
    private final TwinInstance there = TwinInstance.joined("there", server, time);
    private final CacheCore core = here.core("products", Policies.REMOTE);
    private final DefaultTieredCache cache = TwinInstance.cache(core);
    private int loads;

    @AfterEach
    void close() throws InterruptedException {
        here.close();
        there.close();
    }

    private String fetch(String loaded) throws Exception {
        String value = cache.fetch(
                        "k",
                        () -> {
                            loads++;
                            return loaded;
                        },
                        TEXT)
                .value();
        here.settle();
        return value;
    }

    /** What a later version may do to the layout, by offset. */
    static Stream<Named<Consumer<ByteBuffer>>> laterVersions() {
        return Stream.of(
                Named.of("version 2", bytes -> bytes.put(2, (byte) 2)),
                Named.of("a new flag", bytes -> bytes.put(3, (byte) 0x80)),
                Named.of("a new codec", bytes -> bytes.putShort(6, (short) 4_711)),
                Named.of("a new algorithm", bytes -> bytes.put(44, (byte) 47)),
                Named.of("a new priority", bytes -> bytes.put(45, (byte) 47)));
    }

    @ParameterizedTest
    @MethodSource("laterVersions")
    void aValueOfALaterVersionIsLoadedOnceAndReplaced(Consumer<ByteBuffer> later) throws Exception {
        fetch("by this version");
        byte[] ours = Objects.requireNonNull(here.stored(core, "k"));
        byte[] theirs = ours.clone();
        later.accept(ByteBuffer.wrap(theirs));
        for (int round = 1; round <= 3; round++) {
            loads = 0;
            here.overwrite(core, "k", theirs);
            assertThat(here.stored(core, "k")).isEqualTo(theirs);
            assertThat(fetch("round " + round)).isEqualTo("round " + round);
            assertThat(fetch("not loaded again")).isEqualTo("round " + round);
            assertThat(loads).isEqualTo(1);
            assertThat(cache.statistics().rejectedPayloads()).isEqualTo(round);
            theirs = withStampOf(Objects.requireNonNull(here.stored(core, "k")), later);
        }
        assertThat(here.events).hasAtLeastOneElementOfType(CacheEvent.PayloadRejected.class);
    }

    /** The later version writes on top of what this one wrote. */
    private static byte[] withStampOf(byte[] ours, Consumer<ByteBuffer> later) {
        byte[] theirs = ours.clone();
        ByteBuffer bytes = ByteBuffer.wrap(theirs);
        bytes.putLong(Envelope.STAMP_OFFSET, bytes.getLong(Envelope.STAMP_OFFSET) + 1);
        later.accept(bytes);
        return theirs;
    }

    @Test
    void aValueOfThisVersionIsReadByTheOtherInstanceWithoutALoad() throws Exception {
        fetch("by this version");
        DefaultTieredCache other = there.cache("products", Policies.REMOTE);
        assertThat(other.fetch("k", () -> "loaded again", TEXT).value()).isEqualTo("by this version");
        assertThat(other.statistics().rejectedPayloads()).isZero();
    }
}
