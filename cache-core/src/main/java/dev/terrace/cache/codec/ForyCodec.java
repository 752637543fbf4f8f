package dev.terrace.cache.codec;

import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.fory.Fory;
import org.apache.fory.ThreadSafeFory;
import org.apache.fory.exception.ForyException;
import org.apache.fory.exception.InsecureException;
import org.apache.fory.logging.LoggerFactory;
import org.apache.fory.memory.MemoryUtils;
import org.jspecify.annotations.Nullable;

/**
 * Apache Fory in its Java form: the fastest codec, for classes that were registered and the value types and collections of the
 * JDK. Needs {@code fory-core}.
 *
 * <p>Each class that a value consists of must be registered, sealed types with all that they permit. Classes are registered by
 * name, so that instances agree whatever the order of their lists. Nothing else is written or read. A class may gain and lose
 * fields: unknown ones are ignored if they are of known classes, missing ones have their default. Constants of enums are known
 * by name. A value must be a tree: what is shared in it comes back as copies, and a cycle is refused.
 *
 * <p>Fory starts with the first value, which costs some time once. Thread-safe; waits for a free instance of Fory if more threads
 * encode and decode at once than there are {@code 2 × cores}.
 */
public final class ForyCodec implements Codec {

    /** How deep objects may be nested. */
    private static final int MAXIMUM_DEPTH = 100;

    /** Values of the JDK, and what arrays of values may be of, that Fory does not know by itself. */
    private static final List<Class<?>> JDK = List.of(
            DayOfWeek.class,
            Month.class,
            ChronoUnit.class,
            Serializable.class,
            Comparable.class,
            Number.class,
            Collection.class,
            List.class,
            Set.class,
            Map.class);

    private final List<Class<?>> registered;
    private final ClassLoader classes;
    private volatile @Nullable ThreadSafeFory started;

    /**
     * @param registered the classes that values consist of, in any order
     * @param classes where their classes are found; null for the system's class loader
     */
    public ForyCodec(Collection<? extends Class<?>> registered, @Nullable ClassLoader classes) {
        this.registered = Stream.concat(
                        JDK.stream(), registered.stream().flatMap(type -> Stream.concat(Stream.of(type), open(type))))
                .distinct()
                .sorted(Comparator.comparing(Class::getName))
                .toList();
        this.classes = classes == null ? ClassLoader.getSystemClassLoader() : classes;
    }

    /** What a class is and nothing can be made of: arrays may be of it, {@code Shape[]} for circles and squares. */
    private static Stream<Class<?>> open(Class<?> type) {
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .flatMap(above -> Stream.concat(Stream.of(above), open(above)))
                .filter(above -> Modifier.isAbstract(above.getModifiers())
                        && !above.getName().startsWith("java."));
    }

    @Override
    public String name() {
        return "fory";
    }

    @Override
    public short id() {
        return 5;
    }

    @Override
    public Encoded encode(Object value, Type declared) {
        OneShot.refuse(value);
        try {
            return new Encoded(fory().serialize(value), "");
        } catch (InsecureException e) {
            throw new UnencodableValueException(
                    ("A %s has something of a class in it that Fory was not told of: %s; add the class to"
                                    + " 'terrace.cache.codecs.fory.classes', or set 'codec' to json")
                            .formatted(value.getClass().getName(), firstSentence(e)),
                    e);
        } catch (ForyException | UnsupportedOperationException | StackOverflowError e) {
            throw new UnencodableValueException(
                    "A %s cannot be written by Fory: %s; cache a record or a bean of what is to be kept"
                            .formatted(value.getClass().getName(), e.getClass().getSimpleName()),
                    e);
        }
    }

    /** Fory names the class, and then gives much advice. */
    private static String firstSentence(InsecureException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf(',');
        return end < 0 ? message : message.substring(0, end);
    }

    @Override
    public Object decode(ByteBuffer payload, String type, Type declared) {
        Object value = read(payload);
        if (value == null) {
            throw new UnreadablePayloadException("It is null but is not marked as null");
        }
        return Declared.checkedWithin(value, declared);
    }

    private @Nullable Object read(ByteBuffer payload) {
        try {
            return fory().deserialize(MemoryUtils.wrap(
                    payload.array(), payload.arrayOffset() + payload.position(), payload.remaining()));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new UnreadablePayloadException("It is nothing that Fory may create", e);
        }
    }

    private ThreadSafeFory fory() {
        ThreadSafeFory fory = started;
        return fory != null ? fory : start();
    }

    private synchronized ThreadSafeFory start() {
        ThreadSafeFory fory = started;
        if (fory == null) {
            // Else it writes to the console.
            LoggerFactory.useSlf4jLogging(true);
            fory = Fory.builder()
                    .withXlang(false)
                    .requireClassRegistration(true)
                    .withCompatible(true)
                    .withDeserializeUnknownClass(false)
                    .serializeEnumByName(true)
                    .withRefTracking(false)
                    .withMaxDepth(MAXIMUM_DEPTH)
                    .withClassLoader(classes)
                    .buildThreadSafeForyPool(2 * Runtime.getRuntime().availableProcessors());
            for (Class<?> type : registered) {
                fory.register(type, type.getPackageName(), simpleName(type));
            }
            fory.register(ForySerializers::register);
            started = fory;
        }
        return fory;
    }

    /** Without the package, but with the classes that it is in. */
    private static String simpleName(Class<?> type) {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
