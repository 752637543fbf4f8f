package dev.terrace.cache.codec;

import java.io.InputStream;
import java.io.Reader;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

/** Values that are gone once somebody has read them: whoever stores one takes it from its caller. Stateless. */
final class OneShot {

    private record Refused(Class<?> type, String remedy) {}

    private static final List<Refused> REFUSED = List.of(
            new Refused(BaseStream.class, "collect it into a list"),
            new Refused(Iterator.class, "collect it into a list"),
            new Refused(Enumeration.class, "collect it into a list"),
            new Refused(Spliterator.class, "collect it into a list"),
            new Refused(InputStream.class, "read it into a byte[]"),
            new Refused(Reader.class, "read it into a String"),
            new Refused(Future.class, "cache its result"),
            new Refused(CompletionStage.class, "cache its result"));

    private OneShot() {}

    /**
     * Returns if the value can be read more than once; does not touch it.
     *
     * @throws UnencodableValueException if it cannot
     */
    static void refuse(Object value) {
        for (Refused refused : REFUSED) {
            if (refused.type.isInstance(value)) {
                throw new UnencodableValueException("A %s can be read only once, and that by its caller; %s"
                        .formatted(value.getClass().getName(), refused.remedy));
            }
        }
    }
}
