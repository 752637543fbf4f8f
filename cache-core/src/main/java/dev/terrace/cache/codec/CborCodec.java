package dev.terrace.cache.codec;

import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * CBOR (RFC 8949) through Jackson 3: what JSON can hold, in fewer bytes, and a {@code byte[]} as it is. The rules are those of
 * {@link JsonCodec}. Needs {@code jackson-dataformat-cbor}. Thread-safe.
 */
public final class CborCodec extends JacksonCodec {

    /**
     * @param mapper the mapper of the application, or one with the modules of its {@code JsonMapper}; it is copied
     * @param allowed the classes that a type descriptor, or a type in the payload, may name
     * @param classes where they are found; null for the system's class loader
     */
    public CborCodec(CBORMapper mapper, TypeAllowList allowed, @Nullable ClassLoader classes) {
        super("CBOR", mapper::rebuild, allowed, classes);
        prepare();
    }

    @Override
    public String name() {
        return "cbor";
    }

    @Override
    public short id() {
        return 3;
    }
}
