package dev.terrace.cache.history;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What one instance writes down, in a file: a letter for the kind, then its numbers; {@link HistoryReader} reads it. Thread-safe. */
final class HistoryFile implements Closeable {

    private static final int BUFFER = 1 << 18;

    private final DataOutputStream out;
    private final AtomicLong failures = new AtomicLong();

    HistoryFile(Path path) throws IOException {
        this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), BUFFER));
    }

    void read(Happening.Read read) {
        write(
                'R',
                read.value(),
                read.key(),
                read.invoked(),
                read.returned(),
                read.origin().ordinal(),
                read.rest());
    }

    void load(long asked, long began, long ended, Value value) {
        write('L', value, asked, began, ended);
    }

    void write(Target target, long invoked, long returned, @Nullable Value put) {
        if (put != null) {
            write('P', put, kindOf(target), numberOf(target), invoked, returned);
        } else {
            write('W', null, kindOf(target), numberOf(target), invoked, returned);
        }
    }

    void acknowledged(Target target, long sent, long received) {
        write('A', null, kindOf(target), numberOf(target), sent, received);
    }

    void failed(long sent, long received) {
        failures.incrementAndGet();
        write('F', null, sent, received);
    }

    /** How many calls have failed so far. */
    long failures() {
        return failures.get();
    }

    void synced(long sent, long received) {
        write('S', null, sent, received);
    }

    void noticed(Happening.Noticed.What what, long at) {
        write('N', null, what.ordinal(), at);
    }

    void recovered(long at) {
        write('C', null, at);
    }

    private synchronized void write(char kind, @Nullable Value value, long... numbers) {
        try {
            out.writeByte(kind);
            for (long number : numbers) {
                out.writeLong(number);
            }
            if (value != null) {
                out.writeInt(value.key());
                out.writeLong(value.version());
                out.writeLong(value.began());
                out.writeLong(value.id());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int kindOf(Target target) {
        if (target instanceof Target.OfKey) {
            return 0;
        }
        if (target instanceof Target.OfTag) {
            return 1;
        }
        return target instanceof Target.OfCache ? 2 : 3;
    }

    private static int numberOf(Target target) {
        if (target instanceof Target.OfKey key) {
            return key.key();
        }
        if (target instanceof Target.OfTag tag) {
            return tag.tag();
        }
        if (target instanceof Target.OfPattern pattern) {
            return pattern.digit();
        }
        return ((Target.OfCache) target).written() ? 1 : 0;
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
