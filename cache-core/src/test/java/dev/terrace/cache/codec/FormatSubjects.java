package dev.terrace.cache.codec;

import dev.terrace.cache.CachePolicy.Compressing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;

/** What turns values into bytes and back, to be measured: the formats of this library, and what else there is. */
public final class FormatSubjects {

    private static final List<String> ALGORITHMS = List.of("none", "lz4", "zstd", "gzip");

    private FormatSubjects() {}

    /**
     * One way of doing it.
     *
     * @param encode to the bytes that are stored
     */
    public record Subject(
            String name, String compression, Function<Object, byte[]> encode, Function<byte[], Object> decode) {}

    /** Every codec there is, alone. */
    private static List<Codec> codecs() {
        return Formats.CODECS;
    }

    /** All of them, for values of this type. */
    public static Stream<Subject> of(Type type) {
        Stream<Subject> own =
                codecs().stream().flatMap(codec -> ALGORITHMS.stream().map(algorithm -> own(codec, algorithm, type)));
        return Stream.concat(own, Stream.of(jdk(), spring()));
    }

    private static Subject own(Codec codec, String algorithm, Type type) {
        ValueFormat format = new ValueFormats(List.of(codec), Compressions.present(), null)
                .of("figures", Formats.storage(codec.name(), new Compressing(algorithm, 0), false, 1 << 24));
        return new Subject(
                codec.name(),
                algorithm,
                value -> Formats.stored(format, value, type, Formats.PLACE),
                bytes -> format.open(bytes, type, Formats.PLACE).value());
    }

    private static Subject jdk() {
        return new Subject("JDK serialization", "", FormatSubjects::serialized, FormatSubjects::deserialized);
    }

    private static byte[] serialized(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static Object deserialized(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Subject spring() {
        GenericJacksonJsonRedisSerializer spring = GenericJacksonJsonRedisSerializer.builder()
                .enableUnsafeDefaultTyping()
                .build();
        return new Subject("Spring's generic JSON", "", spring::serialize, spring::deserialize);
    }

    /** Of algorithms alone, on bytes. */
    public static Stream<Subject> ofBytes() {
        return Stream.of(
                alone("lz4", new Lz4Compression()),
                alone("zstd, level 1", new ZstdCompression(4, 1)),
                alone("zstd, level 3", new ZstdCompression(4, 3)),
                alone("zstd, level 1, a new context each time", new ZstdCompression(0, 1)),
                alone("gzip", new GzipCompression()));
    }

    private static Subject alone(String name, Compression compression) {
        return new Subject(
                name,
                "",
                plain -> new CompressedPayload(((byte[]) plain).length, compression.compress((byte[]) plain)).toBytes(),
                bytes -> {
                    ByteBuffer compressed = ByteBuffer.wrap(bytes);
                    int length = compressed.getInt();
                    return compression.decompress(compressed.slice(), length);
                });
    }
}
