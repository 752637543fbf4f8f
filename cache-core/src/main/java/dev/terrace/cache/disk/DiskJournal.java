package dev.terrace.cache.disk;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.tier.InvalidationJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A journal in a file, of one process and one namespace.
 *
 * <p>What is appended has been handed to the operating system when the method returns: the process may be killed then. The disk
 * has it a second later at the most, so a machine that stops loses the last second. Neither a caller nor a thread of the client
 * ever waits for a disk; a thread of the journal's own does, which is there only while something is to be made durable.
 *
 * <p>All that waits is in memory as well. So a file that cannot be written, because the disk is full for instance, is left as it is
 * and tried again every second: then it is written anew with all that waits by then, beside its place, and put there in one
 * step. The same removes what was forgotten, when that is more than what waits. An empty journal is a header.
 *
 * <p>The lock guards the fields and the order of records. It is held while the operating system takes a record, never while the
 * disk does.
 */
public final class DiskJournal implements InvalidationJournal {

    /** So long after a record the disk has it. */
    static final Duration FORCED_AFTER = Duration.ofSeconds(1);

    /** Fewer records than this are not worth writing anew. */
    private static final int SMALL = 1_000;

    private final Path path;
    private final JournalHeader header;
    private final JournalLock lock;
    private final Executor later;
    private final CacheListener listener;
    private final Map<Waiting, Long> live = new LinkedHashMap<>();

    private @Nullable JournalFile file;
    private long lastId;
    private int records;
    private boolean failing;
    private boolean failureTold;
    private String reason = "";
    private boolean planned;
    private boolean closed;

    private DiskJournal(Path path, JournalHeader header, JournalLock lock, Executor later, CacheListener listener) {
        this.path = path;
        this.header = header;
        this.lock = lock;
        this.later = later;
        this.listener = listener;
    }

    /**
     * Opens the journal, or begins one, and reads what an earlier process left behind.
     *
     * @param path a file in a directory that exists, on a disk of this machine
     * @param namespace whose invalidations it holds
     * @param listener hears what was read, and of failures, on the thread of the journal
     * @throws CacheConfigurationException if it cannot be used: no directory, no access, in use by another process, of another
     *     namespace, or no journal
     */
    public static DiskJournal open(Path path, String namespace, CacheListener listener) {
        return open(path, namespace, listener, new JournalThread(FORCED_AFTER));
    }

    /**
     * @param later runs a task after {@link #FORCED_AFTER}; closed with the journal if it can be
     */
    static DiskJournal open(Path path, String namespace, CacheListener listener, Executor later) {
        JournalLock lock = null;
        try {
            Path absolute = JournalStart.place(path);
            lock = JournalLock.of(absolute, path);
            JournalHeader header = new JournalHeader(namespace);
            JournalContent content = JournalStart.read(absolute, path, header);
            DiskJournal journal = new DiskJournal(absolute, header, lock, later, listener);
            journal.begin(content);
            return journal;
        } catch (IOException e) {
            JournalStart.release(lock);
            throw JournalStart.unusable(path, e);
        } catch (CacheConfigurationException e) {
            JournalStart.release(lock);
            throw e;
        }
    }

    private void begin(JournalContent content) throws IOException {
        content.waiting().forEach(waiting -> live.put(waiting, ++lastId));
        JournalFile.write(beside(), header.toBytes(), JournalRecord.begun(live));
        records = live.size();
        file = JournalFile.move(beside(), path, header.length());
        JournalFile.forceDirectory(directory());
        if (!content.waiting().isEmpty() || content.lost() > 0 || content.unknown() > 0) {
            listener.onEvent(new CacheEvent.JournalRead(content.waiting().size(), content.lost(), content.unknown()));
        }
    }

    private Path beside() {
        return path.resolveSibling(path.getFileName() + ".new");
    }

    private Path directory() {
        return Objects.requireNonNull(path.getParent());
    }

    // ---- changes

    @Override
    public synchronized List<Waiting> waiting() {
        return new ArrayList<>(live.keySet());
    }

    @Override
    public synchronized void append(Waiting waiting) {
        if (closed || live.containsKey(waiting)) {
            return;
        }
        long id = ++lastId;
        byte[] record;
        try {
            record = JournalRecord.begun(id, waiting);
        } catch (IllegalArgumentException e) {
            later.execute(() -> listener.onEvent(new CacheEvent.JournalFailed(reason(e))));
            return;
        }
        live.put(waiting, id);
        records++;
        write(file -> file.append(record));
    }

    @Override
    public synchronized void forget(Collection<? extends Waiting> done) {
        List<Long> ids =
                done.stream().map(live::remove).filter(Objects::nonNull).toList();
        if (closed || ids.isEmpty()) {
            return;
        }
        if (live.isEmpty()) {
            records = 0;
            write(JournalFile::truncate);
        } else {
            records++;
            write(file -> file.append(JournalRecord.forgotten(ids)));
        }
    }

    private interface Change {
        void of(JournalFile file) throws IOException;
    }

    private void write(Change change) {
        if (!failing && file != null) {
            try {
                change.of(file);
            } catch (IOException e) {
                fails(e);
            }
        }
        plan();
    }

    private synchronized void fails(Exception e) {
        failing = true;
        reason = reason(e);
    }

    private static String reason(Exception e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    // ---- in the background

    private void plan() {
        if (!planned && !closed) {
            planned = true;
            later.execute(this::tend);
        }
    }

    /** Makes durable what was written, or writes it anew. Told here, so that no listener is called under a lock. */
    private void tend() {
        JournalFile current = file();
        try {
            if (current != null) {
                current.force();
            } else {
                rewrite();
            }
        } catch (IOException | RuntimeException e) {
            fails(e);
        }
        tell();
    }

    /** The file to force; null if it is to be written anew, which is so as well if somebody has removed it. */
    private synchronized @Nullable JournalFile file() {
        planned = false;
        boolean mostlyDead = records > SMALL && records - live.size() > live.size();
        return failing || mostlyDead || Files.notExists(path) ? null : file;
    }

    /** What changes meanwhile is written to the old file as well, unless that one fails. */
    private void rewrite() throws IOException {
        Map<Waiting, Long> before;
        synchronized (this) {
            if (closed) {
                return;
            }
            before = new LinkedHashMap<>(live);
        }
        JournalFile.write(beside(), header.toBytes(), JournalRecord.begun(before));
        synchronized (this) {
            if (!closed) {
                replace(before);
            }
        }
        JournalFile.forceDirectory(directory());
    }

    /** What began or ended meanwhile is in the new file before that takes the place of the old one: no moment is without it. */
    private void replace(Map<Waiting, Long> before) throws IOException {
        JournalChange meanwhile = JournalChange.between(before, live);
        if (meanwhile.records() > 0) {
            JournalFile.extend(beside(), meanwhile.bytes());
        }
        if (file != null) {
            file.close();
            file = null;
        }
        file = JournalFile.move(beside(), path, header.length());
        failing = false;
        records = before.size() + meanwhile.records();
        if (meanwhile.records() > 0) {
            plan();
        }
    }

    private void tell() {
        CacheEvent event = null;
        synchronized (this) {
            if (failing != failureTold && !closed) {
                failureTold = failing;
                event = failing ? new CacheEvent.JournalFailed(reason) : new CacheEvent.JournalRestored(live.size());
            }
            if (failing) {
                plan();
            }
        }
        if (event != null) {
            listener.onEvent(event);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (later instanceof JournalThread thread) {
            thread.close();
        }
        try {
            end();
        } catch (IOException e) {
            listener.onEvent(new CacheEvent.JournalFailed(reason(e)));
        } finally {
            JournalStart.release(lock);
        }
    }

    private synchronized void end() throws IOException {
        if (file != null) {
            try (JournalFile last = file) {
                last.force();
            }
        }
    }
}
