package dev.terrace.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was stored once is read for ever: every snapshot that was ever committed, whatever wrote it. A snapshot is never changed; to
 * take those of a new codec or algorithm, run this class with {@code -Dstored.add=true}, which adds files and lines of the
 * manifest and touches nothing else.
 */
class StoredFormatTests {

    private static final List<Codec> CODECS = Formats.CODECS;

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "stored", "v1");
    private static final Path MANIFEST = DIRECTORY.resolve("manifest.txt");
    private static final String SUFFIX = ".hex";
    private static final int LINE = 96;

    /** The names of the snapshots with the SHA-256 of their bytes. */
    static Map<String, String> manifest() throws IOException {
        Map<String, String> manifest = new LinkedHashMap<>();
        if (Files.exists(MANIFEST)) {
            Files.readAllLines(MANIFEST).forEach(line -> manifest.put(line.substring(65), line.substring(0, 64)));
        }
        return manifest;
    }

    @BeforeAll
    static void addIfAsked() throws IOException {
        if (Boolean.getBoolean("stored.add")) {
            Files.createDirectories(DIRECTORY);
            Map<String, String> there = manifest();
            Snapshot.all(CODECS).filter(any -> !there.containsKey(any.name())).forEach(StoredFormatTests::add);
        }
    }

    static Stream<String> snapshots() throws IOException {
        return manifest().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("snapshots")
    void aSnapshotIsReadForEver(String name) throws Exception {
        byte[] stored = bytesOf(name);
        assertThat(sha256(stored)).as("SHA-256").isEqualTo(manifest().get(name));
        Snapshot.named(name).assertIsRead(CODECS, stored);
    }

    @Test
    void everythingThatIsWrittenHasASnapshot() throws IOException {
        assertThat(manifest())
                .containsKeys(Snapshot.all(CODECS).map(Snapshot::name).toArray(String[]::new));
    }

    @Test
    void everyFileIsInTheManifest() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    Stream.of("manifest.txt"),
                                    manifest().keySet().stream().map(name -> name + SUFFIX))
                            .toList());
        }
    }

    private static byte[] bytesOf(String name) throws IOException {
        String hex =
                Files.readAllLines(DIRECTORY.resolve(name + SUFFIX)).stream().collect(Collectors.joining());
        return HexFormat.of().parseHex(hex);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static void add(Snapshot snapshot) {
        try {
            byte[] stored = snapshot.write(CODECS);
            String hex = HexFormat.of().formatHex(stored).replaceAll("(.{%d})".formatted(LINE), "$1\n");
            write(DIRECTORY.resolve(snapshot.name() + SUFFIX), hex.strip(), StandardOpenOption.CREATE_NEW);
            String line = sha256(stored) + " " + snapshot.name();
            write(MANIFEST, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(snapshot.name(), e);
        }
    }

    private static void write(Path file, String line, StandardOpenOption... options) throws IOException {
        Files.writeString(
                file,
                line + "\n",
                StandardCharsets.US_ASCII,
                Stream.concat(Stream.of(StandardOpenOption.WRITE), Stream.of(options))
                        .toArray(StandardOpenOption[]::new));
    }
}
