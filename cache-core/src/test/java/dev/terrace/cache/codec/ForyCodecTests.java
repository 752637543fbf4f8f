package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.terrace.cache.codec.Codec.Encoded;
import dev.terrace.cache.codec.CodecSamples.Animal;
import dev.terrace.cache.codec.CodecSamples.Order;
import dev.terrace.cache.codec.CodecSamples.Product;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.fory.Fory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForyCodecTests {

    private static final ClassLoader CLASSES = ForyCodecTests.class.getClassLoader();

    /** What the gadgets do when somebody creates them. */
    private static final Set<String> FIRED = ConcurrentHashMap.newKeySet();

    private final ForyCodec codec = codec(Product.class, Holder.class);

    private static ForyCodec codec(Class<?>... registered) {
        return new ForyCodec(List.of(registered), CLASSES);
    }

    @BeforeEach
    void nothingHasFired() {
        FIRED.clear();
    }

    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;

        private String command = "x";

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            FIRED.add("readObject " + command);
        }
    }

    record Holder(@Nullable Object content) implements Serializable {}

    static final class Cyclic {
        @Nullable
        Object other;
    }

    interface Task extends Runnable, Serializable {}

    static final class Invokes implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
            return null;
        }
    }

    // ---- registered classes

    @Test
    void itsNameAndNumberAreForEver() {
        assertThat(codec.name()).isEqualTo("fory");
        assertThat(codec.id()).isEqualTo((short) 5);
    }

    @Test
    void aClassThatIsNotRegisteredIsRefusedWithTheProperty() {
        for (Object value : List.of(new Animal(), List.of(new Animal()), new Holder(new Animal()), new Animal[1])) {
            assertThatExceptionOfType(UnencodableValueException.class)
                    .isThrownBy(() -> codec.encode(value, Object.class))
                    .withMessageContaining(value.getClass().getName())
                    .withMessageContaining(Animal.class.getName())
                    .withMessageContaining("terrace.cache.codecs.fory.classes");
        }
        assertThat(CodecContract.roundTrip(codec, CodecSamples.BOLT, Product.class))
                .isEqualTo(CodecSamples.BOLT);
    }

    @Test
    void instancesAgreeWhateverTheOrderOfTheirClassesAndWhateverElseTheyKnow() {
        List<Class<?>> turned = new ArrayList<>(CodecSamples.CLASSES);
        Collections.reverse(turned);
        turned.add(0, Gadget.class);
        turned.add(Holder.class);
        ForyCodec one = new ForyCodec(CodecSamples.CLASSES, CLASSES);
        ForyCodec other = new ForyCodec(turned, CLASSES);
        Order order = CodecSamples.order();
        Encoded encoded = one.encode(order, Order.class);
        assertThat(other.encode(order, Order.class).payload().toBytes())
                .isEqualTo(encoded.payload().toBytes());
        assertThat(other.decode(encoded.payload().toBuffer(), "", Order.class)).isEqualTo(order);
    }

    @Test
    void aClassThatIsNamedTwiceIsRegisteredOnce() {
        assertThat(CodecContract.roundTrip(codec(Product.class, Product.class), CodecSamples.BOLT, Product.class))
                .isEqualTo(CodecSamples.BOLT);
    }

    @Test
    void aCycleIsRefusedAndWhatIsSharedComesBackAsCopies() {
        ForyCodec cyclic = codec(Cyclic.class);
        Cyclic value = new Cyclic();
        value.other = List.of(value);
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> cyclic.encode(value, Cyclic.class))
                .withMessageContaining(Cyclic.class.getName());
        Cyclic shared = new Cyclic();
        List<?> read = (List<?>) CodecContract.roundTrip(cyclic, List.of(shared, shared), List.class);
        assertThat(read.get(0)).isNotSameAs(read.get(1));
    }

    @Test
    void manyThreadsMayEncodeAndDecodeAtOnce() throws Exception {
        ForyCodec shared = new ForyCodec(CodecSamples.CLASSES, CLASSES);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            Callable<Object> roundTrips = () -> {
                for (int i = 0; i < 200; i++) {
                    assertThat(CodecContract.roundTrip(shared, CodecSamples.order(), Order.class))
                            .isEqualTo(CodecSamples.order());
                }
                return true;
            };
            for (Future<Object> done : threads.invokeAll(Collections.nCopies(16, roundTrips))) {
                assertThat(done.get()).isEqualTo(true);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    // ---- payloads of others

    /** Remembers what it was asked for. */
    private static final class Watching extends ClassLoader {
        final Set<String> asked = ConcurrentHashMap.newKeySet();

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked.add(name);
            return super.loadClass(name, resolve);
        }
    }

    @Test
    void aClassThatIsNotRegisteredIsNeitherLoadedNorCreated() {
        Fory careless = Fory.builder()
                .withXlang(false)
                .withCompatible(true)
                .requireClassRegistration(false)
                .withClassLoader(CLASSES)
                .build();
        Watching loader = new Watching();
        ForyCodec careful = new ForyCodec(List.of(Product.class, Holder.class), loader);
        List<byte[]> payloads = List.of(
                careless.serialize(new Gadget()),
                careless.serialize(new Holder(new Gadget())),
                careless.serialize(new ArrayList<>(List.of(new Gadget()))),
                careless.serialize(new Gadget[] {new Gadget()}),
                careless.serialize(Gadget.class),
                codec(Gadget.class).encode(new Gadget(), Object.class).payload().toBytes(),
                codec(Gadget.class, Holder.class)
                        .encode(new Holder(new Gadget()), Object.class)
                        .payload()
                        .toBytes());
        for (byte[] payload : payloads) {
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> careful.decode(ByteBuffer.wrap(payload), "", Object.class));
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> careful.decode(ByteBuffer.wrap(payload), Gadget.class.getName(), Object.class));
        }
        assertThat(FIRED).isEmpty();
        assertThat(loader.asked).noneMatch(name -> name.contains("Gadget"));

        // It would notice.
        codec(Gadget.class).decode(ByteBuffer.wrap(payloads.get(5)), "", Object.class);
        assertThat(FIRED).containsExactly("readObject x");
    }

    @Test
    void lambdasAndProxiesOfRegisteredClassesAreNotRead() {
        Fory careless = Fory.builder()
                .withXlang(false)
                .withCompatible(true)
                .requireClassRegistration(false)
                .withClassLoader(CLASSES)
                .build();
        Task task = () -> FIRED.add("lambda");
        Object proxy = Proxy.newProxyInstance(CLASSES, new Class<?>[] {Task.class}, new Invokes());
        ForyCodec knowing = codec(ForyCodecTests.class, Task.class, Invokes.class, Holder.class);
        for (Object behaviour : List.of(task, proxy)) {
            assertThat(careless.deserialize(careless.serialize(behaviour)))
                    .as("It would notice")
                    .isInstanceOf(Task.class);
            for (Object value : List.of(behaviour, new ArrayList<>(List.of(behaviour)), new Holder(behaviour))) {
                byte[] payload = careless.serialize(value);
                assertThatExceptionOfType(UnreadablePayloadException.class)
                        .isThrownBy(() -> knowing.decode(ByteBuffer.wrap(payload), "", Object.class));
                assertThatExceptionOfType(UnencodableValueException.class)
                        .isThrownBy(() -> knowing.encode(value, Object.class));
            }
        }
    }

    @Test
    void aFieldOfAClassThatIsNotKnownHereMakesAValueUnreadable() throws Exception {
        Class<?> newer =
                CompiledClass.of("com.acme.Item", "package com.acme; public record Item(String id, Object more) {}");
        Class<?> older = CompiledClass.of("com.acme.Item", "package com.acme; public record Item(String id) {}");
        ForyCodec writer = new ForyCodec(List.of(newer, Product.class), newer.getClassLoader());
        ForyCodec reader = new ForyCodec(List.of(older), older.getClassLoader());
        Encoded known = writer.encode(newer.getConstructors()[0].newInstance("a", Map.of("b", List.of(1))), newer);
        assertThat(reader.decode(known.payload().toBuffer(), "", older))
                .isEqualTo(older.getConstructors()[0].newInstance("a"));
        Encoded unknown = writer.encode(newer.getConstructors()[0].newInstance("a", CodecSamples.BOLT), newer);
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> reader.decode(unknown.payload().toBuffer(), "", older));
    }

    @Test
    void aClaimedLengthIsNotBelieved() {
        List<Object> values = List.of(
                new ArrayList<>(List.of("a", "b")),
                Map.of("a", 1),
                new Object[] {"a", 1},
                new String[] {"a"},
                "text",
                new Product[] {CodecSamples.BOLT},
                new Holder(new int[] {1, 2, 3}),
                new Holder(new byte[] {1, 2, 3}),
                List.of(new java.math.BigDecimal("1.5")));
        values.forEach(value -> CodecContract.roundTrip(codec, value, Object.class));
        for (Object value : values) {
            byte[] bytes = codec.encode(value, Object.class).payload().toBytes();
            for (int i = 0; i < bytes.length; i++) {
                // The largest that a length of one to five bytes can say.
                byte[] claiming = Arrays.copyOf(bytes, bytes.length + 4);
                System.arraycopy(bytes, i, claiming, i + 4, bytes.length - i);
                Arrays.fill(claiming, i, i + 4, (byte) 0xff);
                claiming[i + 4] = 0x07;
                assertThat(Allocated.by(() -> {
                            try {
                                codec.decode(ByteBuffer.wrap(claiming), "", Object.class);
                            } catch (UnreadablePayloadException expected) {
                                // Nearly all.
                            }
                        }))
                        .as("%s with a length at %d; some is for code that Fory makes", value.getClass(), i)
                        .isLessThan(16 << 20);
            }
        }
    }

    @Test
    void damagedDescriptionsOfAClassDoNotKeepGoodValuesFromBeingRead() {
        byte[] good = codec.encode(CodecSamples.BOLT, Product.class).payload().toBytes();
        SplittableRandom random = new SplittableRandom(1);
        ForyCodec other = codec(Product.class, Holder.class);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = good.clone();
            damaged[3 + random.nextInt(damaged.length - 3)] = (byte) random.nextInt();
            try {
                other.decode(ByteBuffer.wrap(damaged), "", Product.class);
            } catch (UnreadablePayloadException expected) {
                // Nearly all.
            }
        }
        assertThat(other.decode(ByteBuffer.wrap(good), "", Product.class)).isEqualTo(CodecSamples.BOLT);
    }
}
