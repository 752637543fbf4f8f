package dev.terrace.cache.history;

import dev.terrace.cache.Origin;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what a {@link HistoryFile} holds. */
final class HistoryReader {

    private static final int BUFFER = 1 << 18;

    private HistoryReader() {}

    /** What an instance wrote. */
    static List<Happening> read(Path path, int instance) throws IOException {
        List<Happening> happenings = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER))) {
            while (true) {
                happenings.add(next(in, instance));
            }
        } catch (EOFException e) {
            return happenings;
        }
    }

    private static Happening next(DataInputStream in, int instance) throws IOException {
        char kind = (char) in.readByte();
        switch (kind) {
            case 'R' -> {
                long[] n = numbers(in, 5);
                Origin origin = Origin.values()[(int) n[3]];
                return new Happening.Read(instance, (int) n[0], n[1], n[2], value(in), origin, (int) n[4]);
            }
            case 'L' -> {
                long[] n = numbers(in, 3);
                return new Happening.Load(instance, n[0], n[1], n[2], value(in));
            }
            case 'P', 'W' -> {
                long[] n = numbers(in, 4);
                return new Happening.Write(instance, target(n[0], n[1]), n[2], n[3], kind == 'P' ? value(in) : null);
            }
            case 'A' -> {
                long[] n = numbers(in, 4);
                return new Happening.Acknowledged(instance, target(n[0], n[1]), n[2], n[3]);
            }
            case 'F' -> {
                return new Happening.Failed(instance, in.readLong(), in.readLong());
            }
            case 'S' -> {
                return new Happening.Synced(instance, in.readLong(), in.readLong());
            }
            case 'N' -> {
                Happening.Noticed.What what = Happening.Noticed.What.values()[(int) in.readLong()];
                return new Happening.Noticed(instance, what, in.readLong());
            }
            case 'C' -> {
                return new Happening.Recovered(instance, in.readLong());
            }
            default -> throw new IllegalStateException("The file holds an unknown kind: " + (int) kind);
        }
    }

    private static long[] numbers(DataInputStream in, int count) throws IOException {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = in.readLong();
        }
        return numbers;
    }

    private static Value value(DataInputStream in) throws IOException {
        return new Value(in.readInt(), in.readLong(), in.readLong(), in.readLong());
    }

    private static Target target(long kind, long number) {
        return switch ((int) kind) {
            case 0 -> new Target.OfKey((int) number);
            case 1 -> new Target.OfTag((int) number);
            case 2 -> new Target.OfCache(number == 1);
            default -> new Target.OfPattern((int) number);
        };
    }
}
