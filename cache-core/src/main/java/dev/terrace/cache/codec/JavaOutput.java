package dev.terrace.cache.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes only what {@link JavaInput} reads. Views of collections, which are not serializable, become collections. */
final class JavaOutput extends ObjectOutputStream {

    private final JavaTypes types;

    JavaOutput(OutputStream bytes, JavaTypes types) throws IOException {
        super(bytes);
        this.types = types;
        enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object value) {
        Object written = value instanceof Serializable ? value : copyOfView(value);
        require(written instanceof Class<?> type ? type : written.getClass());
        return written;
    }

    private static Object copyOfView(Object view) {
        if (view instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        if (view instanceof Set<?> set) {
            return new LinkedHashSet<>(set);
        }
        if (view instanceof Map<?, ?> map) {
            return new LinkedHashMap<>(map);
        }
        throw new UnencodableValueException("A %s is not java.io.Serializable; make it so, or set 'codec' to json"
                .formatted(view.getClass().getName()));
    }

    /** Superclasses are named, too. */
    @Override
    protected void annotateClass(Class<?> type) {
        require(type);
    }

    private void require(Class<?> type) {
        if (!types.allows(type)) {
            throw new UnencodableValueException(
                    ("A %s could not be read back: it is neither a JDK value type or collection nor in %s; allow its package, or"
                                    + " cache a value of other classes")
                            .formatted(type.getName(), types));
        }
    }
}
