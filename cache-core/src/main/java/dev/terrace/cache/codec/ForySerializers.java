package dev.terrace.cache.codec;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.apache.fory.Fory;
import org.apache.fory.config.Config;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.serializer.ImmutableSerializer;
import org.apache.fory.serializer.JdkProxySerializer;
import org.apache.fory.serializer.LambdaSerializer;

/** Where Fory's own way is not ours. Stateless. */
final class ForySerializers {

    private ForySerializers() {}

    static void register(Fory fory) {
        Config config = fory.getConfig();
        fory.registerSerializer(ZonedDateTime.class, new Zoned(config));
        Class<?> region = ZoneId.of("Europe/Berlin").getClass();
        fory.register(region, region.getPackageName(), region.getSimpleName());
        fory.registerSerializer(region, new Region(config, region));
        for (Class<?> stub : List.of(LambdaSerializer.ReplaceStub.class, JdkProxySerializer.ReplaceStub.class)) {
            fory.registerSerializer(stub, new Refused(config, stub));
        }
        fory.registerSerializerFactory(
                (resolver, type) -> type.isHidden() || Proxy.isProxyClass(type) ? new Refused(config, type) : null);
    }

    /** Fory leaves out the offset, and so takes the wrong one of the two in the hour when clocks go back. */
    private static final class Zoned extends ImmutableSerializer<ZonedDateTime> {

        Zoned(Config config) {
            super(config, ZonedDateTime.class);
        }

        @Override
        public void write(WriteContext context, ZonedDateTime time) {
            MemoryBuffer buffer = context.getBuffer();
            buffer.writeInt64(time.toEpochSecond());
            buffer.writeInt32(time.getNano());
            context.writeString(time.getZone().getId());
        }

        @Override
        public ZonedDateTime read(ReadContext context) {
            MemoryBuffer buffer = context.getBuffer();
            Instant instant = Instant.ofEpochSecond(buffer.readInt64(), buffer.readInt32());
            return instant.atZone(ZoneId.of(context.readString()));
        }
    }

    private static final class Region extends ImmutableSerializer<Object> {

        @SuppressWarnings("unchecked")
        Region(Config config, Class<?> region) {
            super(config, (Class<Object>) region);
        }

        @Override
        public void write(WriteContext context, Object zone) {
            context.writeString(((ZoneId) zone).getId());
        }

        @Override
        public Object read(ReadContext context) {
            return ZoneId.of(context.readString());
        }
    }

    /** Lambdas and proxies are behaviour: they are not kept even if the classes that they name are registered. */
    private static final class Refused extends ImmutableSerializer<Object> {

        @SuppressWarnings("unchecked")
        Refused(Config config, Class<?> type) {
            super(config, (Class<Object>) type);
        }

        @Override
        public void write(WriteContext context, Object value) {
            throw new UnsupportedOperationException("not a value");
        }

        @Override
        public Object read(ReadContext context) {
            throw new UnsupportedOperationException("not a value");
        }
    }
}
