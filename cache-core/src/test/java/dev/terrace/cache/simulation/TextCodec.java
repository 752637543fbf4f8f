package dev.terrace.cache.simulation;

import dev.terrace.cache.codec.Codec;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes strings as they are. */
final class TextCodec implements Codec {

    @Override
    public String name() {
        return "text";
    }

    @Override
    public short id() {
        return 99;
    }

    @Override
    public Encoded encode(Object value, Type declared) {
        return new Encoded(((String) value).getBytes(StandardCharsets.US_ASCII), "");
    }

    @Override
    public Object decode(ByteBuffer payload, String type, Type declared) {
        return StandardCharsets.US_ASCII.decode(payload).toString();
    }
}
