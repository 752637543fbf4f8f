package dev.terrace.cache.disk;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.InvalidationJournal.Waiting;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.RemoteKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;

/** A directory with a journal, whose background runs when a test says so. */
final class JournalHome implements AutoCloseable {

    static final String NAMESPACE = "shop";

    final Path path;
    final List<CacheEvent> events = new ArrayList<>();
    private final Path directory;
    private final Queue<Runnable> later = new LinkedBlockingQueue<>();
    private final List<DiskJournal> opened = new ArrayList<>();
    private int copies;

    JournalHome(Path directory) {
        this.directory = directory;
        this.path = directory.resolve("journal");
    }

    DiskJournal open() {
        return open(path);
    }

    DiskJournal open(Path place) {
        DiskJournal journal = DiskJournal.open(place, NAMESPACE, events::add, later::add);
        opened.add(journal);
        return journal;
    }

    /** What a process finds that is started after this one was killed now. */
    List<Waiting> afterKill() {
        return whatIsIn(path);
    }

    /** What a process would find in this file; nothing is forced to the disk for that, so it may be asked often. */
    static List<Waiting> whatIsIn(Path file) {
        try {
            return JournalStart.read(file, file, new JournalHeader(NAMESPACE)).waiting();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process finds in a file with this content. */
    List<Waiting> found(byte[] content) {
        try (DiskJournal next = open(write(content))) {
            return next.waiting();
        }
    }

    Path write(byte[] content) {
        try {
            return Files.write(directory.resolve("copy-" + copies++), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] content() {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs what is planned, not what that plans. */
    void tend() {
        for (int planned = later.size(); planned > 0; planned--) {
            later.remove().run();
        }
    }

    boolean isPlanned() {
        return !later.isEmpty();
    }

    @Override
    public void close() {
        opened.forEach(DiskJournal::close);
    }

    static Waiting key(long number) {
        return new Waiting.OfKey(new RemoteKey("products", "'" + number + "'", number));
    }

    static Waiting tag(String tag) {
        return new Waiting.OfMany(new Invalidation.OfTags(List.of(tag)));
    }

    /** Of a few, so that some come again. */
    static Waiting random(Random random) {
        int number = random.nextInt(100);
        String text = random.nextBoolean() ? "ключ-" + number : "x".repeat(number);
        return switch (random.nextInt(5)) {
            case 0 -> new Waiting.OfMany(new Invalidation.OfCache("cache" + number));
            case 1 -> new Waiting.OfMany(new Invalidation.OfTags(List.of(text, "tag" + number)));
            case 2 -> new Waiting.OfMany(new Invalidation.OfPattern(new KeyPattern("cache\n" + number, text + "*")));
            default -> new Waiting.OfKey(new RemoteKey("cache" + number % 3, text, number * 0x9E3779B97F4A7C15L));
        };
    }
}
