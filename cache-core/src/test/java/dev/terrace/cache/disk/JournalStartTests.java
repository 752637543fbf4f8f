package dev.terrace.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.event.CacheEvent.JournalRead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A place that cannot be used fails the start, and what lies there stays as it is. */
class JournalStartTests {

    @TempDir
    private Path directory;

    private JournalHome home;

    @BeforeEach
    void settle() {
        home = new JournalHome(directory);
    }

    @AfterEach
    void leave() {
        home.close();
    }

    private void assertRefused(Path path, String... said) {
        assertThatThrownBy(() -> home.open(path))
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining("'recovery.journal' (%s)".formatted(path))
                .hasMessageContainingAll(said);
    }

    private void assertLeftAlone(byte[] content, String... said) throws Exception {
        Path path = home.write(content);
        assertRefused(path, said);
        assertThat(path).hasBinaryContent(content);
        Files.delete(path);
        home.open(path).close();
    }

    @Test
    void aForeignFileIsLeftAlone() throws Exception {
        assertLeftAlone("something of value".getBytes(StandardCharsets.UTF_8), "no journal", "name another one");
        assertLeftAlone("short".getBytes(StandardCharsets.UTF_8), "no journal");
        assertLeftAlone(new byte[4096], "no journal");
    }

    @Test
    void aJournalOfAnotherNamespaceIsLeftAlone() throws Exception {
        assertLeftAlone(
                new JournalHeader("warehouse").toBytes(), "not a journal of namespace 'shop' but of 'warehouse'");
    }

    @Test
    void aJournalOfAnotherVersionIsLeftAlone() throws Exception {
        byte[] later = new JournalHeader(JournalHome.NAMESPACE).toBytes();
        later[4] = 2;
        assertLeftAlone(later, "version 2", "version 1");
    }

    @Test
    void aJournalWithADamagedHeaderIsLeftAlone() throws Exception {
        byte[] damaged = new JournalHeader(JournalHome.NAMESPACE).toBytes();
        damaged[damaged.length - 1] ^= 1;
        assertLeftAlone(damaged, "damaged");
    }

    @Test
    void anEmptyFileIsAJournalThatBegins() {
        DiskJournal journal = home.open(home.write(new byte[0]));
        assertThat(journal.waiting()).isEmpty();
        assertThat(home.events).isEmpty();
    }

    @Test
    void aRecordOfALaterKindIsToldAndTheOthersAreRead() throws Exception {
        DiskJournal journal = home.open();
        journal.append(JournalHome.key(1));
        byte[] content = home.content();
        byte[] body = {'Z', 1, 2, 3};
        byte[] later = ByteBuffer.allocate(content.length + 8 + body.length)
                .put(content)
                .putInt(body.length)
                .putInt(JournalRecord.checksum(body))
                .put(body)
                .array();
        assertThat(home.found(later)).containsExactly(JournalHome.key(1));
        assertThat(home.events).containsExactly(new JournalRead(1, 0, 1));
    }

    @Test
    void aPlaceThatIsNoneIsRefused() throws Exception {
        assertRefused(directory, "is a directory", "name a file in it");
        assertRefused(directory.resolve("missing/journal"), "does not exist", "make the directory");
        Path file = Files.createFile(directory.resolve("file"));
        assertRefused(file.resolve("journal"), "does not exist or cannot be entered");
        Files.createDirectories(directory.resolve("blocked.new/in-the-way"));
        assertRefused(directory.resolve("blocked"), "cannot be read or written", "DirectoryNotEmptyException");
        assertRefused(Path.of("/dev/null"), "no ordinary file");
    }

    @Test
    void twoOfOneFileAreRefusedByWhateverPath() throws Exception {
        DiskJournal first = home.open();
        assertRefused(home.path, "in use", "give each a file of its own");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        assertRefused(link.resolve("journal"), "in use");
        first.close();
        home.open(link.resolve("journal")).append(JournalHome.key(1));
        assertThat(home.afterKill()).containsExactly(JournalHome.key(1));
    }

    @Test
    void aRefusalHoldsNothing() throws Exception {
        Path path = home.write("something".getBytes(StandardCharsets.UTF_8));
        assertRefused(path, "no journal");
        Files.delete(path);
        home.open(path).append(JournalHome.key(1));
        assertThat(Files.size(path)).isPositive();
    }
}
