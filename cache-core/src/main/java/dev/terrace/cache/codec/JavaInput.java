package dev.terrace.cache.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/** Reads objects of allowed classes. A name is checked before a class loader sees it, and the class once more by the filter. */
final class JavaInput extends ObjectInputStream {

    private final int length;
    private final JavaTypes types;
    private final ClassLoader classes;

    JavaInput(InputStream bytes, int length, JavaTypes types, ClassLoader classes) throws IOException {
        super(bytes);
        this.length = length;
        this.types = types;
        this.classes = classes;
        setObjectInputFilter(this::checked);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        String name = description.getName();
        if (!types.allows(name)) {
            throw new InvalidClassException(name, "neither a JDK value type or collection nor in " + types);
        }
        return Class.forName(name, false, classes);
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
        throw new InvalidClassException("a proxy is not a value");
    }

    /** Every element of an array and every object takes a byte at least. */
    private ObjectInputFilter.Status checked(ObjectInputFilter.FilterInfo info) {
        Class<?> type = info.serialClass();
        boolean allowed = info.depth() <= JavaStream.MAXIMUM_DEPTH
                && info.references() <= length
                && info.arrayLength() <= length
                && (type == null || types.allows(type));
        return allowed ? ObjectInputFilter.Status.ALLOWED : ObjectInputFilter.Status.REJECTED;
    }
}
