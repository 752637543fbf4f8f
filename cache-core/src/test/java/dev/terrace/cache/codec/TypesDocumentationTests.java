package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.terrace.cache.codec.PointCodec.Point;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** What docs/types.md says is so. */
class TypesDocumentationTests {

    private static final Path PAGE = Path.of("..", "docs", "types.md");

    private static final Path EXAMPLE = Path.of("src/test/java/dev/terrace/cache/codec/PointCodec.java");

    @Test
    void theExampleIsCodeThatWorks() throws IOException {
        String source = Files.readString(EXAMPLE);
        String example = source.substring(source.indexOf("public final class"));
        assertThat(documentation()).contains("```java\n" + example + "```");

        PointCodec codec = new PointCodec();
        Point point = new Point(1.5, -2);
        assertThat(CodecContract.roundTrip(codec, point, Point.class)).isEqualTo(point);
        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> codec.encode("a", Object.class));
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> codec.decode(ByteBuffer.allocate(15), "point", Point.class));
    }

    @Test
    void theTableHasEveryCodecWithItsNumber() throws IOException {
        TypeAllowList none = new TypeAllowList(List.of());
        for (Codec codec : List.of(
                new JsonCodec(JsonMapper.shared(), none, null),
                new RawCodec(),
                new CborCodec(CBORMapper.shared(), none, null),
                new JavaCodec(none, null),
                new ForyCodec(List.of(), null))) {
            assertThat(documentation()).contains("| `%s` | %d |".formatted(codec.name(), codec.id()));
        }
    }

    private static String documentation() throws IOException {
        return Files.readString(PAGE);
    }
}
