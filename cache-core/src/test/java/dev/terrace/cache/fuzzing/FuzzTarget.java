package dev.terrace.cache.fuzzing;

import java.util.stream.Stream;

/** Something that takes any bytes from elsewhere. */
public interface FuzzTarget {

    /** Takes them; fails if it does not answer as it has promised. */
    void take(byte[] bytes);

    /** Bytes that it accepts, to begin with. */
    Stream<byte[]> examples();
}
