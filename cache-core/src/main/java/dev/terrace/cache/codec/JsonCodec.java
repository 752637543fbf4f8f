package dev.terrace.cache.codec;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON through Jackson 3, so that people can read their cache with redis-cli.
 *
 * <p>A value is read as the type that its method declares; a value that would come back as another one is refused. Fields that the
 * reader's class does not know are ignored, those that are missing have their default. Thread-safe.
 */
public final class JsonCodec extends JacksonCodec {

    /** What reads strings; null until one is read. */
    private volatile @Nullable PayloadReader texts;

    /**
     * @param mapper the mapper of the application, or a plain one; it is copied
     * @param allowed the classes that a type descriptor, or a type in the payload, may name
     * @param classes where they are found; null for the class loader that started the application, the system's, which does
     *     not see classes of a container or of an archive within an archive
     */
    public JsonCodec(JsonMapper mapper, TypeAllowList allowed, @Nullable ClassLoader classes) {
        this(() -> mapper, allowed, classes);
        prepare();
    }

    /**
     * With a mapper that is asked for with the first value, so that a start without a value goes without Jackson.
     *
     * @param mapper one that can be made: that it cannot would be noticed with the first value
     */
    public JsonCodec(Supplier<JsonMapper> mapper, TypeAllowList allowed, @Nullable ClassLoader classes) {
        super("JSON", () -> mapper.get().rebuild(), allowed, classes);
    }

    @Override
    PayloadReader readerOf(ObjectMapper mapper, JavaType type) {
        if (!type.hasRawClass(String.class)) {
            return super.readerOf(mapper, type);
        }
        PayloadReader known = texts;
        if (known == null) {
            PayloadReader jackson = super.readerOf(mapper, type);
            known = PlainJsonText.isReadAlikeBy(mapper) ? new PlainJsonText(mapper, jackson) : jackson;
            texts = known;
        }
        return known;
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public short id() {
        return 1;
    }
}
