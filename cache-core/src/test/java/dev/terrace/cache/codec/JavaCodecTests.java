package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.terrace.cache.codec.CodecSamples.Product;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.management.BadAttributeValueExpException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JavaCodecTests {

    private static final ClassLoader CLASSES = JavaCodecTests.class.getClassLoader();

    /** An application whose classes are not those of the tests. */
    private final JavaCodec codec = new JavaCodec(new TypeAllowList(List.of("com.acme")), CLASSES);

    private final JavaCodec open = new JavaCodec(new TypeAllowList(List.of(CodecSamples.PACKAGE)), CLASSES);

    /** What the gadgets do when somebody creates them. */
    private static final Set<String> FIRED = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void nothingHasFired() {
        FIRED.clear();
    }

    static final class Reads implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            FIRED.add("readObject");
        }
    }

    static final class Resolves implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            FIRED.add("readResolve");
            return "a";
        }
    }

    static final class Hashes implements Serializable, Comparable<Hashes> {
        private static final long serialVersionUID = 1L;

        @Override
        public int hashCode() {
            FIRED.add("hashCode");
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            FIRED.add("equals");
            return other instanceof Hashes;
        }

        @Override
        public int compareTo(Hashes other) {
            FIRED.add("compareTo");
            return 0;
        }

        @Override
        public String toString() {
            FIRED.add("toString");
            return "";
        }
    }

    static final class Compares implements Comparator<Object>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Object one, Object other) {
            FIRED.add("compare");
            return 0;
        }
    }

    static final class Invokes implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
            FIRED.add("invoke");
            return method.getReturnType() == int.class ? 0 : null;
        }
    }

    /** Needs no hook: whoever loads it has run it. */
    static final class Initializes implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    record Holder(Object content) implements Serializable {}

    interface Task extends Runnable, Serializable {}

    static Stream<Arguments> gadgets() throws Exception {
        BadAttributeValueExpException bad = new BadAttributeValueExpException(null);
        Object holder = new Hashes();
        PriorityQueue<Object> queue = new PriorityQueue<>(2, new Compares());
        queue.addAll(List.of(1, 2));
        TreeMap<Object, Object> tree = new TreeMap<>(new Compares());
        tree.put("a", "b");
        Object proxy = Proxy.newProxyInstance(CLASSES, new Class<?>[] {Map.class, Serializable.class}, new Invokes());
        Hashtable<Object, Object> table = new Hashtable<>();
        table.put(new Hashes(), "a");
        Task task = () -> FIRED.add("lambda");
        return Stream.of(
                arguments("readObject", new Reads()),
                arguments("readObject", new ArrayList<>(List.of("a", new Reads()))),
                arguments("readObject", new Object[] {new Reads()}),
                arguments("readObject", new Reads[] {new Reads()}),
                arguments(
                        "readObject",
                        Optional.of("a")
                                .map(a -> new HashMap<>(Map.of(a, new Reads())))
                                .get()),
                arguments("readResolve", new Resolves()),
                arguments("hashCode", new HashMap<>(Map.of(holder, 1))),
                arguments("hashCode", new HashSet<>(Set.of(holder))),
                arguments("hashCode", new LinkedHashMap<>(Map.of(holder, 1))),
                arguments("hashCode", Map.of(holder, 1)),
                arguments("hashCode", table),
                arguments("compare", queue),
                arguments("compare", tree),
                arguments("invoke", new HashMap<>(Map.of("a", proxy)) /* a proxy is created, not called */),
                arguments("", bad),
                arguments("", new URL("http://a.example/")),
                arguments("", new File("/etc/passwd")),
                arguments("", Runtime.class),
                arguments("", new Object[] {Runtime.class}),
                arguments("", task),
                arguments("", new Initializes()),
                arguments("", new Initializes[0]),
                arguments("", new Initializes[0][0]));
    }

    @ParameterizedTest
    @MethodSource("gadgets")
    void aGadgetIsUnreadableAndNothingOfItRuns(String fires, Object gadget) throws IOException {
        byte[] bytes = serialized(gadget);
        FIRED.clear();
        for (byte[] payload : List.of(bytes, serialized(new ArrayList<>(Arrays.asList(gadget))))) {
            FIRED.clear();
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> codec.decode(ByteBuffer.wrap(payload), "", Object.class));
            assertThat(FIRED).isEmpty();
        }
    }

    @Test
    void withoutTheAllowListTheGadgetsWouldRun() throws Exception {
        Set<String> fired = new HashSet<>();
        for (Arguments gadget : gadgets().toList()) {
            FIRED.clear();
            try (ObjectInputStream unfiltered =
                    new ObjectInputStream(new ByteArrayInputStream(serialized(gadget.get()[1])))) {
                unfiltered.readObject();
            } catch (ClassNotFoundException | IOException e) {
                throw new AssertionError("It is no payload that works", e);
            }
            fired.addAll(FIRED);
        }
        assertThat(fired).contains("readObject", "readResolve", "hashCode", "compare");
    }

    @Test
    void theClassesOfThePackagesThatAreAllowedRun() throws IOException {
        open.decode(ByteBuffer.wrap(serialized(new Reads())), "", Object.class);
        assertThat(FIRED).as("That is what the allow-list is for").containsExactly("readObject");
    }

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
    void aNameOutsideTheAllowListIsNeverGivenToAClassLoader() throws Exception {
        Watching loader = new Watching();
        JavaCodec careful = new JavaCodec(new TypeAllowList(List.of("com.acme")), loader);
        for (Arguments gadget : gadgets().toList()) {
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> careful.decode(ByteBuffer.wrap(serialized(gadget.get()[1])), "", Object.class));
        }
        assertThat(loader.asked).allMatch(name -> name.startsWith("java."));
        assertThat(loader.asked).noneMatch(name -> name.matches(".*(URL|File|PriorityQueue|Runtime|Hashtable).*"));

        // It would notice.
        JavaCodec careless = new JavaCodec(new TypeAllowList(List.of(CodecSamples.PACKAGE)), loader);
        careless.decode(ByteBuffer.wrap(serialized(new Initializes())), "", Object.class);
        assertThat(loader.asked).contains(Initializes.class.getName());
    }

    @Test
    void aProxyOfAllowedInterfacesIsUnreadable() throws IOException {
        Object proxy = Proxy.newProxyInstance(CLASSES, new Class<?>[] {Task.class}, new Invokes());
        byte[] bytes = serialized(proxy);
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> open.decode(ByteBuffer.wrap(bytes), "", Object.class));
        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> open.encode(proxy, Object.class));
    }

    @Test
    void aLambdaOfAnAllowedClassIsNeitherWrittenNorRead() throws IOException {
        Task task = () -> FIRED.add("lambda");
        byte[] bytes = serialized(task);
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> open.decode(ByteBuffer.wrap(bytes), "", Object.class));
        for (Object value : List.of(task, List.of(task), new Holder(task))) {
            assertThatExceptionOfType(UnencodableValueException.class)
                    .isThrownBy(() -> open.encode(value, Object.class))
                    .withMessageContaining("java.lang.invoke.SerializedLambda");
        }
    }

    // ---- payloads that cost much

    /** Each of these sets is in two others, so that hashing the outermost one takes 2^depth steps. */
    private static Set<Object> laughs(int depth, boolean linked) {
        Set<Object> root = linked ? new LinkedHashSet<>() : new HashSet<>();
        Set<Object> one = root;
        Set<Object> other = new HashSet<>();
        for (int i = 0; i < depth; i++) {
            Set<Object> left = new HashSet<>(Set.of("foo"));
            Set<Object> right = new HashSet<>();
            one.add(left);
            one.add(right);
            other.add(left);
            other.add(right);
            one = left;
            other = right;
        }
        return root;
    }

    /** The same through lists, each three times in the one around it. */
    private static Set<Object> laughingLists(int depth) {
        List<Object> list = new ArrayList<>();
        Set<Object> root = new HashSet<>(Set.of(list));
        for (int i = 0; i < depth; i++) {
            List<Object> inner = new ArrayList<>();
            list.addAll(Arrays.asList(inner, inner, inner));
            list = inner;
        }
        return root;
    }

    @Test
    void aBillionLaughsAreUnreadableAtOnce() throws IOException {
        for (int depth : new int[] {25, 40, 100}) {
            for (Set<Object> laughs : List.of(laughs(depth, true), laughs(depth, false), laughingLists(depth))) {
                byte[] bytes = serialized(laughs);
                assertTimeoutPreemptively(
                        Duration.ofSeconds(5),
                        () -> assertThatExceptionOfType(UnreadablePayloadException.class)
                                .isThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes), "", Object.class))
                                .havingRootCause()
                                .withMessageMatching("more elements to hash.*|nested more than.*"));
            }
        }
    }

    @Test
    void aFewLaughsAreRead() throws IOException {
        Set<Object> laughs = laughingLists(8);
        Set<?> read = (Set<?>) codec.decode(ByteBuffer.wrap(serialized(laughs)), "", Object.class);
        assertThat(read.iterator().next()).isEqualTo(laughs.iterator().next());
        assertThat((Set<?>) codec.decode(ByteBuffer.wrap(serialized(laughs(8, false))), "", Object.class))
                .hasSize(2);
    }

    @Test
    void aClaimedLengthIsNotBelieved() throws Exception {
        for (Object value : List.of(
                new int[1],
                new long[1],
                new Object[1],
                new String[] {"a"},
                new Product[1],
                new int[1][1],
                new byte[1])) {
            byte[] bytes = serialized(value);
            int at = lengthOfOne(bytes);
            for (int claimed : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 28, -1, 1_000_000}) {
                ByteBuffer.wrap(bytes).putInt(at, claimed);
                assertUnreadableWithoutMemory(bytes);
            }
        }
    }

    @Test
    void aCollectionThatClaimsToBeLargeIsNotBelieved() throws Exception {
        for (Object value : List.of(
                new ArrayList<>(List.of("a")),
                new HashMap<>(Map.of("a", "b")),
                new HashSet<>(List.of("a")),
                new LinkedHashMap<>(Map.of("a", "b")),
                List.of("a", "b", "c"))) {
            byte[] bytes = serialized(value);
            for (int i = 4; i + 4 <= bytes.length; i++) {
                byte[] claiming = bytes.clone();
                ByteBuffer.wrap(claiming).putInt(i, 0x3fff_ffff);
                assertThat(Allocated.by(() -> {
                            try {
                                codec.decode(ByteBuffer.wrap(claiming), "", Object.class);
                            } catch (UnreadablePayloadException expected) {
                                // Most are.
                            }
                        }))
                        .as("%s with a length at %d", value.getClass(), i)
                        .isLessThan(1 << 20);
            }
        }
    }

    private static int lengthOfOne(byte[] bytes) {
        for (int i = bytes.length - 4; i > 0; i--) {
            if (ByteBuffer.wrap(bytes).getInt(i) == 1) {
                return i;
            }
        }
        throw new AssertionError("No length of 1");
    }

    private void assertUnreadableWithoutMemory(byte[] bytes) {
        assertThat(Allocated.by(() -> assertThatExceptionOfType(UnreadablePayloadException.class)
                        .isThrownBy(() -> open.decode(ByteBuffer.wrap(bytes), "", Object.class))))
                .isLessThan(1 << 20);
    }

    @Test
    void aDeepValueIsRefusedAndADeepPayloadUnreadable() throws IOException {
        for (int depth : new int[] {101, 300}) {
            Object value = "a";
            for (int i = 0; i < depth; i++) {
                value = new ArrayList<>(Arrays.asList(value));
            }
            Object deep = value;
            assertThatExceptionOfType(UnencodableValueException.class)
                    .isThrownBy(() -> codec.encode(deep, Object.class))
                    .withMessageContaining("nested more than");
            byte[] bytes = serialized(deep);
            assertThatExceptionOfType(UnreadablePayloadException.class)
                    .isThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes), "", Object.class));
        }
    }

    // ---- values

    @Test
    void aValueThatCouldNotBeReadBackIsRefusedWithItsClassAndARemedy() {
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> codec.encode(List.of(CodecSamples.BOLT), Object.class))
                .withMessageContaining(Product.class.getName())
                .withMessageContaining("allow its package");
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> open.encode(new Holder(new StringBuilder().chars()), Object.class));
        assertThatExceptionOfType(UnencodableValueException.class)
                .isThrownBy(() -> open.encode(new Holder(new Object()), Object.class))
                .withMessageContaining("java.lang.Object is not java.io.Serializable");
    }

    @Test
    void whatIsSharedStaysShared() {
        List<Object> shared = new ArrayList<>(List.of("a"));
        List<?> read = (List<?>) CodecContract.roundTrip(codec, new ArrayList<>(List.of(shared, shared)), List.class);
        assertThat(read.get(0)).isSameAs(read.get(1));
    }

    @Test
    void viewsOfCollectionsBecomeCollections() {
        Map<String, Integer> map = new HashMap<>(Map.of("a", 1));
        assertThat(CodecContract.roundTrip(codec, map.keySet(), Object.class)).isEqualTo(Set.of("a"));
        assertThat(CodecContract.roundTrip(codec, new ArrayList<>(List.of(1, 2)).subList(1, 2), Object.class))
                .isEqualTo(List.of(2));
    }

    @Test
    void itsNameAndNumberAreForEver() {
        assertThat(codec.name()).isEqualTo("java");
        assertThat(codec.id()).isEqualTo((short) 4);
    }

    private static byte[] serialized(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(value);
        }
        return bytes.toByteArray();
    }
}
