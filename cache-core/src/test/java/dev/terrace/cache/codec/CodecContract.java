package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.terrace.cache.codec.Codec.Encoded;
import dev.terrace.cache.codec.CodecSamples.Sample;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every codec for objects does with every type. */
abstract class CodecContract {

    /** A codec that may create these classes, found there. */
    abstract Codec codec(ClassLoader classes, List<Class<?>> registered);

    /** A codec for the samples. */
    final Codec codec() {
        return codec(CodecSamples.class.getClassLoader(), CodecSamples.CLASSES);
    }

    /** Samples that this codec takes and others do not. */
    abstract Stream<Sample> alsoTakes();

    /** Samples that this codec refuses and others take, with the remedy in its message. */
    abstract Map<String, String> refuses();

    @TestFactory
    Stream<DynamicTest> aValueComesBackAsItWas() {
        Codec codec = codec();
        return Stream.concat(CodecSamples.all(), alsoTakes())
                .map(sample -> dynamicTest(sample.toString(), () -> {
                    Object read = roundTrip(codec, sample.value(), sample.declared());
                    assertThat(isEqual(read, sample.value()))
                            .as("%s is %s", read, sample.value())
                            .isTrue();
                }));
    }

    @TestFactory
    Stream<DynamicTest> aValueThatWouldNotComeBackIsRefusedWithItsClassAndARemedy() {
        Codec codec = codec();
        return CodecSamples.demanding()
                .filter(sample -> refuses().containsKey(sample.method()))
                .map(sample -> dynamicTest(
                        sample.toString(),
                        () -> assertThatExceptionOfType(UnencodableValueException.class)
                                .isThrownBy(() -> codec.encode(sample.value(), sample.declared()))
                                .withMessageContaining(refuses().get(sample.method()))));
    }

    @Test
    void everyDemandingSampleIsEitherTakenOrRefused() {
        List<String> taken = alsoTakes().map(Sample::method).toList();
        assertThat(CodecSamples.demanding().map(Sample::method))
                .allMatch(method -> taken.contains(method) != refuses().containsKey(method));
    }

    // ---- values that can be read only once

    @TestFactory
    Stream<DynamicTest> aValueThatCanBeReadOnlyOnceIsRefusedWithARemedy() {
        Codec codec = codec();
        return Stream.of(
                        Map.entry(Stream.of(1), "collect it into a list"),
                        Map.entry(List.of(1).iterator(), "collect it into a list"),
                        Map.entry(List.of(1).spliterator(), "collect it into a list"),
                        Map.entry(Collections.enumeration(List.of(1)), "collect it into a list"),
                        Map.entry(new ByteArrayInputStream(new byte[1]), "read it into a byte[]"),
                        Map.entry(new StringReader("a"), "read it into a String"),
                        Map.entry(CompletableFuture.completedFuture(1), "cache its result"))
                .map(entry -> dynamicTest(
                        entry.getKey().getClass().getName(),
                        () -> assertThatExceptionOfType(UnencodableValueException.class)
                                .isThrownBy(() -> codec.encode(entry.getKey(), Object.class))
                                .withMessageContaining(entry.getKey().getClass().getName())
                                .withMessageContaining(entry.getValue())));
    }

    @Test
    void aStreamThatIsRefusedIsLeftToItsCaller() {
        Codec codec = codec();
        Stream<Integer> stream = Stream.of(1, 2);
        Iterator<Integer> iterator = List.of(1, 2).iterator();
        for (Sample within :
                List.of(new Sample("streams", List.of(stream)), new Sample("iterators", List.of(iterator)))) {
            Object value = ((List<?>) within.value()).get(0);
            assertThatExceptionOfType(UnencodableValueException.class)
                    .isThrownBy(() -> codec.encode(value, value.getClass()));
            for (Type declared : List.of(Object.class, within.declared())) {
                assertThatExceptionOfType(UnencodableValueException.class)
                        .isThrownBy(() -> codec.encode(within.value(), declared));
            }
        }
        assertThat(stream).containsExactly(1, 2);
        assertThat(iterator.next()).isEqualTo(1);
    }

    // ---- changed classes

    private static final String ITEM = "com.acme.Item";

    private static Class<?> item(String body) {
        return CompiledClass.of(ITEM, "package com.acme; import java.util.*; public " + body);
    }

    private Object reread(Class<?> written, Object value, Class<?> read) {
        Codec writer = codec(written.getClassLoader(), List.of(written));
        Codec reader = codec(read.getClassLoader(), List.of(read));
        Encoded encoded = writer.encode(value, written);
        return reader.decode(encoded.payload().toBuffer(), encoded.type(), read);
    }

    @Test
    void aChangedRecordIsReadWithoutTheUnknownAndWithDefaultsForTheMissing() throws Exception {
        Class<?> older =
                item("record Item(String id, int gone, List<String> alsoGone) implements java.io.Serializable {}");
        Class<?> newer =
                item("record Item(String id, int added, boolean flag, String text, Map<String, List<Item>> map)"
                        + " implements java.io.Serializable {}");
        Object old = older.getConstructors()[0].newInstance("a", 5, List.of("b"));
        Object fresh = newer.getConstructors()[0].newInstance("a", 0, false, null, null);
        assertThat(reread(older, old, newer)).isEqualTo(fresh);
        assertThat(reread(newer, fresh, older)).isEqualTo(older.getConstructors()[0].newInstance("a", 0, null));
    }

    @Test
    void aChangedClassIsReadWithoutTheUnknownAndWithDefaultsForTheMissing() throws Exception {
        String head = "class Item implements java.io.Serializable { private static final long serialVersionUID = 1L;"
                + " public String id; ";
        Class<?> older = item(head + "public long gone = 7; }");
        Class<?> newer = item(head + "public int added; public String text; }");
        Object old = older.getConstructor().newInstance();
        older.getField("id").set(old, "a");
        Object read = reread(older, old, newer);
        assertThat(newer.getField("id").get(read)).isEqualTo("a");
        assertThat(newer.getField("added").get(read)).isEqualTo(0);
        assertThat(newer.getField("text").get(read)).isNull();
    }

    @Test
    void aClassThatChangedBeyondRecognitionIsUnreadable() throws Exception {
        Class<?> older = item("record Item(String id) implements java.io.Serializable {}");
        Class<?> newer = item("record Item(List<Integer> id) implements java.io.Serializable {}");
        Object old = older.getConstructors()[0].newInstance("a");
        assertThatExceptionOfType(UnreadablePayloadException.class).isThrownBy(() -> reread(older, old, newer));
    }

    @Test
    void anEnumIsKnownByItsNames() throws Exception {
        Class<?> older = item("enum Item { A, B, GONE }");
        Class<?> newer = item("enum Item { NEW, A, B }");
        assertThat(reread(older, older.getEnumConstants()[1], newer)).isEqualTo(newer.getEnumConstants()[2]);
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> reread(older, older.getEnumConstants()[2], newer));
    }

    @Test
    void aClassThatIsGoneIsUnreadable() throws Exception {
        Class<?> older = item("record Item(String id) implements java.io.Serializable {}");
        Encoded encoded = codec(older.getClassLoader(), List.of(older))
                .encode(older.getConstructors()[0].newInstance("a"), Object.class);
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> codec().decode(encoded.payload().toBuffer(), encoded.type(), Object.class));
    }

    // ---- bytes that are no value

    @Test
    void aValueOfAnotherTypeThanTheDeclaredOneIsUnreadable() {
        Codec codec = codec();
        Encoded encoded = codec.encode(List.of("a"), Object.class);
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(
                        () -> codec.decode(encoded.payload().toBuffer(), encoded.type(), CodecSamples.Product.class));
    }

    /** As when the type of a method changes while values of the old one are there. */
    @Test
    void elementsOfAnotherTypeThanTheDeclaredOneAreUnreadable() {
        Codec codec = codec();
        for (Sample other : List.of(
                new Sample("list", List.of("a")),
                new Sample("map", Map.of("a", "b")),
                new Sample("map", Map.of("a", List.of("b"))),
                new Sample("mapOfMaps", Map.of("a", Map.of(LocalDate.EPOCH, CodecSamples.BOLT))),
                new Sample("optional", Optional.of("a")),
                new Sample("optionalList", Optional.of(List.of("a"))),
                new Sample("records", new String[] {"a"}))) {
            Encoded encoded = codec.encode(other.value(), Object.class);
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .as("%s", other)
                    .isThrownBy(() -> codec.decode(encoded.payload().toBuffer(), encoded.type(), other.declared()));
        }
    }

    /**
     * Some are read, as another value: a flipped bit in a number is a number. None takes much more memory than a payload of its length
     * may; what a codec makes once for a class is not counted.
     */
    @Test
    void anyBytesAreAValueOrUnreadableAndTakeNoMoreMemoryThanTheyAreWorth() {
        long seed = Long.getLong("codecs.seed", System.nanoTime());
        Codec codec = codec();
        SplittableRandom random = new SplittableRandom(seed);
        List<Sample> samples = CodecSamples.all().toList();
        samples.forEach(sample -> roundTrip(codec, sample.value(), sample.declared()));
        int unreadable = 0;
        long large = 0;
        for (int i = 0; i < 2_000; i++) {
            Sample sample = samples.get(random.nextInt(samples.size()));
            Encoded encoded = codec.encode(sample.value(), sample.declared());
            byte[] bytes = damaged(encoded.payload().toBytes().clone(), random);
            long allocated = -Allocated.byNow();
            try {
                codec.decode(ByteBuffer.wrap(bytes), encoded.type(), sample.declared());
            } catch (UnreadablePayloadException expected) {
                unreadable++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "-Dcodecs.seed=%d: %s of %s".formatted(seed, Arrays.toString(bytes), sample), e);
            }
            allocated += Allocated.byNow();
            large = Math.max(large, allocated);
        }
        assertThat(unreadable).as("-Dcodecs.seed=%d", seed).isBetween(200, 1_999);
        assertThat(large)
                .as("The most that one took, some of it for code that Fory makes; -Dcodecs.seed=%d", seed)
                .isLessThan(16 << 20);
    }

    private static byte[] damaged(byte[] bytes, SplittableRandom random) {
        switch (random.nextInt(5)) {
            case 0 -> random.nextBytes(bytes);
            case 1 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            default -> {
                for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
                    int at = random.nextInt(bytes.length);
                    bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : -1 >>> random.nextInt(32));
                }
            }
        }
        return bytes;
    }

    // ----

    static Object roundTrip(Codec codec, Object value, Type declared) {
        Encoded encoded = codec.encode(value, declared);
        // As it lies in an envelope: between other bytes.
        ByteBuffer envelope = ByteBuffer.allocate(encoded.payload().length() + 7);
        envelope.position(3);
        encoded.payload().writeTo(envelope);
        assertThat(envelope.position())
                .as("Written")
                .isEqualTo(3 + encoded.payload().length());
        return codec.decode(envelope.slice(3, encoded.payload().length()), encoded.type(), declared);
    }

    static boolean isEqual(Object read, Object value) {
        boolean alike = value instanceof Collection || value instanceof Map || read.getClass() == value.getClass();
        return alike && Arrays.deepEquals(new Object[] {read}, new Object[] {value});
    }
}
