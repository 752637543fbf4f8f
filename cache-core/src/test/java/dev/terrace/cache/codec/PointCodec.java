package dev.terrace.cache.codec;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;

// The example of docs/types.md.
public final class PointCodec implements Codec {

    public record Point(double x, double y) {}

    @Override
    public String name() {
        return "points"; // as in 'codec: points'
    }

    @Override
    public short id() {
        return 1001; // from 1000 on they are yours; never give one away again
    }

    @Override
    public Encoded encode(Object value, Type declared) {
        if (value instanceof Point point) {
            byte[] bytes = new byte[2 * Double.BYTES];
            ByteBuffer.wrap(bytes).putDouble(point.x()).putDouble(point.y());
            return new Encoded(bytes, "point");
        }
        throw new UnencodableValueException("A " + value.getClass().getName() + " is no point; set 'codec' to json");
    }

    @Override
    public Object decode(ByteBuffer payload, String type, Type declared) {
        if (!type.equals("point") || payload.remaining() != 2 * Double.BYTES) {
            throw new UnreadablePayloadException("It is no point"); // a miss: the value is loaded anew
        }
        int at = payload.position();
        return new Point(payload.getDouble(at), payload.getDouble(at + Double.BYTES));
    }
}
