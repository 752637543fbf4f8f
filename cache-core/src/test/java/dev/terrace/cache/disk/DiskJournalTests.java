package dev.terrace.cache.disk;

import static dev.terrace.cache.disk.JournalHome.key;
import static dev.terrace.cache.disk.JournalHome.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.event.CacheEvent.JournalFailed;
import dev.terrace.cache.event.CacheEvent.JournalRead;
import dev.terrace.cache.event.CacheEvent.JournalRestored;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.InvalidationJournal.Waiting;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskJournalTests {

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

    private static List<Waiting> keys(int from, int to) {
        return LongStream.range(from, to).mapToObj(JournalHome::key).toList();
    }

    // ---- what is there afterwards

    @Test
    void whatWasAppendedAndNotForgottenIsThereAfterAKill() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Set<Waiting> model = new LinkedHashSet<>();
            DiskJournal journal = home.open();
            for (int step = 0; step < 200; step++) {
                Waiting waiting = JournalHome.random(random);
                if (random.nextInt(3) > 0) {
                    journal.append(waiting);
                    model.add(waiting);
                } else {
                    List<Waiting> done = random.nextBoolean() ? List.of(waiting) : some(model, random);
                    journal.forget(done);
                    done.forEach(model::remove);
                }
                if (random.nextInt(20) == 0) {
                    home.tend();
                    assertThat(home.afterKill()).as("seed %d", seed).containsExactlyElementsOf(model);
                }
            }
            assertThat(journal.waiting()).hasSizeGreaterThan(3).containsExactlyElementsOf(model);
            journal.close();
            DiskJournal next = home.open();
            assertThat(next.waiting()).containsExactlyElementsOf(model);
            next.forget(next.waiting());
            next.close();
        }
    }

    private static List<Waiting> some(Set<Waiting> all, Random random) {
        return all.stream().filter(each -> random.nextInt(4) == 0).toList();
    }

    @Test
    void aThreadThatIsInterruptedWritesAsWell() {
        DiskJournal journal = home.open();
        Thread.currentThread().interrupt();
        journal.append(key(1));
        journal.append(key(2));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(home.afterKill()).containsExactly(key(1), key(2));
    }

    @Test
    void anEmptyOneIsNoLongerThanANewOne() {
        DiskJournal journal = home.open();
        int empty = home.content().length;
        keys(0, 10).forEach(journal::append);
        journal.forget(keys(0, 9));
        assertThat(home.content().length).isGreaterThan(empty);
        journal.forget(List.of(key(9)));
        assertThat(home.content()).hasSize(empty);
        journal.append(tag("t"));
        assertThat(home.afterKill()).containsExactly(tag("t"));
    }

    @Test
    void changesAfterItsEndDoNothing() {
        DiskJournal journal = home.open();
        journal.append(key(1));
        journal.close();
        journal.close();
        journal.append(key(2));
        journal.forget(List.of(key(1)));
        home.tend();
        assertThat(home.afterKill()).containsExactly(key(1));
    }

    @Test
    void onlyItsOwnerMayReadIt() throws Exception {
        DiskJournal journal = home.open();
        journal.append(key(1));
        if (Files.getFileStore(home.path).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.path)))
                    .isEqualTo("rw-------");
        }
    }

    // ---- a process or a machine that stopped in the middle

    @Test
    void aTailThatIsTornAtAnyByteIsCutOff() {
        DiskJournal journal = home.open();
        List<Integer> ends = new ArrayList<>(List.of(home.content().length));
        List<Waiting> appended = List.of(key(1), tag("t"), key(3));
        for (Waiting waiting : appended) {
            journal.append(waiting);
            ends.add(home.content().length);
        }
        byte[] whole = home.content();
        for (int length = 0; length <= whole.length; length++) {
            int records = 0;
            while (records < 3 && ends.get(records + 1) <= length) {
                records++;
            }
            Path torn = home.write(Arrays.copyOf(whole, length));
            try (DiskJournal next = home.open(torn)) {
                assertThat(next.waiting())
                        .as("%d bytes", length)
                        .containsExactlyElementsOf(appended.subList(0, records));
                next.append(key(9));
            }
            assertThat(JournalHome.whatIsIn(torn)).hasSize(records + 1).endsWith(key(9));
        }
        assertThat(home.events).contains(new JournalRead(1, 1, 0), new JournalRead(3, 0, 0));
        assertThat(ends.get(0)).as("bytes of a header that were torn as well").isGreaterThan(10);
    }

    @Test
    void aRecordThatIsDamagedAtAnyByteEndsIt() {
        DiskJournal journal = home.open();
        journal.append(key(1));
        int from = home.content().length;
        journal.append(tag("t"));
        byte[] whole = home.content();
        for (int at = from; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            assertThat(home.found(damaged)).as("byte %d", at).containsExactly(key(1));
        }
    }

    @Test
    void aFileThatIsLongerThanItsContentEndsWithIt() {
        DiskJournal journal = home.open();
        journal.append(key(1));
        byte[] whole = home.content();
        assertThat(home.found(Arrays.copyOf(whole, whole.length + 4096))).containsExactly(key(1));
        assertThat(home.events).containsExactly(new JournalRead(1, 4096, 0));
    }

    @Test
    void whatIsLeftBesideItByACrashIsOverwritten() throws Exception {
        Files.writeString(directory.resolve("journal.new"), "half of something");
        DiskJournal journal = home.open();
        journal.append(key(1));
        assertThat(home.afterKill()).containsExactly(key(1));
    }

    // ---- in the background

    @Test
    void moreDeadThanAliveItIsWrittenAnew() {
        DiskJournal journal = home.open();
        keys(0, 1_500).forEach(journal::append);
        home.tend();
        int before = home.content().length;
        keys(0, 400).forEach(key -> journal.forget(List.of(key)));
        home.tend();
        assertThat(home.content().length).as("not yet").isGreaterThan(before);
        keys(400, 1_400).forEach(key -> journal.forget(List.of(key)));
        home.tend();
        assertThat(home.content().length).isLessThan(before / 10);
        assertThat(home.afterKill()).containsExactlyElementsOf(keys(1_400, 1_500));
        journal.append(key(7));
        journal.forget(keys(1_400, 1_499));
        assertThat(home.afterKill()).containsExactly(key(1_499), key(7));
        assertThat(home.events).doesNotHaveAnyElementsOfTypes(JournalFailed.class);
    }

    @Test
    void whatChangesWhileItIsWrittenAnewIsNotLost() throws Exception {
        DiskJournal journal = home.open();
        keys(100_000, 100_100).forEach(journal::append);
        try (Threads threads = new Threads(1)) {
            var changes = threads.submit(() -> {
                for (int i = 0; i < 20_000; i++) {
                    journal.append(key(i));
                    if (i >= 50) {
                        journal.forget(List.of(key(i - 50)));
                    }
                }
                return null;
            });
            while (!changes.isDone()) {
                home.tend();
            }
            changes.get();
        }
        List<Waiting> expected = new ArrayList<>(keys(100_000, 100_100));
        expected.addAll(keys(19_950, 20_000));
        assertThat(home.afterKill()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aChangeIsTheDifferenceOfTwoTimes() {
        byte[] header = new JournalHeader(JournalHome.NAMESPACE).toBytes();
        var before = new LinkedHashMap<Waiting, Long>();
        before.put(key(1), 1L);
        before.put(key(2), 2L);
        before.put(key(3), 3L);
        var now = new LinkedHashMap<Waiting, Long>();
        now.put(key(3), 3L);
        now.put(key(4), 4L);
        now.put(key(2), 5L);
        JournalChange change = JournalChange.between(before, now);
        byte[] first = JournalRecord.begun(before);
        byte[] all = ByteBuffer.allocate(header.length + first.length + change.bytes().length)
                .put(header)
                .put(first)
                .put(change.bytes())
                .array();
        assertThat(home.found(all)).containsExactly(key(3), key(4), key(2));
        assertThat(change.records()).isEqualTo(3);
        assertThat(JournalChange.between(now, now).records()).isZero();
    }

    @Test
    void whatCannotBeWrittenIsToldOnceAndWrittenWhenItCan() throws Exception {
        DiskJournal journal = home.open();
        keys(0, 1_100).forEach(journal::append);
        keys(0, 1_000).forEach(key -> journal.forget(List.of(key)));
        // In the way of the new file, and not to be removed.
        Path obstacle = Files.createDirectories(directory.resolve("journal.new/in-the-way"));
        home.tend();
        home.tend();
        journal.append(key(5));
        journal.forget(List.of(key(1_099)));
        home.tend();
        assertThat(home.events).singleElement().isInstanceOf(JournalFailed.class);
        assertThat(home.afterKill()).as("as it was").doesNotContain(key(5)).contains(key(1_099));
        home.events.clear();
        Files.delete(obstacle);
        home.tend();
        assertThat(home.events).containsExactly(new JournalRestored(100));
        assertThat(home.afterKill()).hasSize(100).contains(key(5)).doesNotContain(key(1_099));
    }

    @Test
    void aFileThatSomebodyRemovedIsWrittenAnew() throws Exception {
        DiskJournal journal = home.open();
        journal.append(key(1));
        Files.delete(home.path);
        journal.append(key(2));
        home.tend();
        assertThat(home.afterKill()).containsExactly(key(1), key(2));
    }

    @Test
    void anInvalidationThatIsTooLongIsToldAndTheOthersAreKept() {
        DiskJournal journal = home.open();
        journal.append(new Waiting.OfMany(new Invalidation.OfCache("x".repeat(JournalRecord.MAXIMUM_BODY))));
        journal.append(key(1));
        home.tend();
        assertThat(home.events).singleElement().isInstanceOf(JournalFailed.class);
        assertThat(home.afterKill()).containsExactly(key(1));
    }

    @Test
    void atRestNothingIsPlanned() {
        DiskJournal journal = home.open();
        assertThat(home.isPlanned()).isFalse();
        journal.append(key(1));
        journal.forget(List.of(key(1), key(2)));
        home.tend();
        assertThat(home.isPlanned()).isFalse();
        journal.forget(List.of(key(1)));
        assertThat(home.isPlanned()).as("nothing changed").isFalse();
    }

    @Test
    void itsThreadTendsItAndEndsWithIt() throws Exception {
        JournalThread thread = new JournalThread(Duration.ofMillis(1));
        try (DiskJournal journal = DiskJournal.open(home.path, JournalHome.NAMESPACE, home.events::add, thread)) {
            journal.append(key(1));
            Files.delete(home.path);
            journal.append(key(2));
            await().untilAsserted(() -> assertThat(home.afterKill()).containsExactly(key(1), key(2)));
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("terrace-journal");
    }
}
