package dev.terrace.cache.soak;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What happened in one process, or in several, for some time.
 *
 * @param nanos the time
 * @param errors exceptions that callers got
 * @param stale reads that got what G1, G2 or G6 keeps from them
 * @param foreign reads that got what nobody has written for their key
 * @param threads at most
 * @param leastHeap bytes in use at least, which is after a collection if there was one
 * @param mostHeap at most
 * @param times of the operations, in nanoseconds
 */
record Counts(
        long nanos,
        long errors,
        long stale,
        long foreign,
        long threads,
        long leastHeap,
        long mostHeap,
        Map<Kind, Histogram> times) {

    static final int DIGITS = 2;

    /** Operations, reads by who served them. */
    enum Kind {
        NEAR,
        REMOTE,
        LOADED,
        WRITE
    }

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, Long.MAX_VALUE, 0, noTimes());

    private static Map<Kind, Histogram> noTimes() {
        Map<Kind, Histogram> times = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            times.put(kind, new Histogram(DIGITS));
        }
        return times;
    }

    /** Of several processes, or of several times; the processes and times that have most are what counts for heap and threads. */
    static Counts of(List<Counts> parts) {
        return parts.stream().reduce(NONE, Counts::and);
    }

    Counts and(Counts other) {
        Map<Kind, Histogram> both = noTimes();
        both.forEach((kind, histogram) -> {
            histogram.add(times.get(kind));
            histogram.add(other.times.get(kind));
        });
        return new Counts(
                Math.max(nanos, other.nanos),
                errors + other.errors,
                stale + other.stale,
                foreign + other.foreign,
                Math.max(threads, other.threads),
                Math.min(leastHeap, other.leastHeap),
                Math.max(mostHeap, other.mostHeap),
                both);
    }

    long count(Kind kind) {
        return times.get(kind).getTotalCount();
    }

    long reads() {
        return count(Kind.NEAR) + count(Kind.REMOTE) + count(Kind.LOADED);
    }

    long operations() {
        return reads() + count(Kind.WRITE) + errors;
    }

    /** The share of reads that the near tier served. */
    double nearRate() {
        return share(count(Kind.NEAR), reads());
    }

    /** The share of the others that Redis served. */
    double remoteRate() {
        return share(count(Kind.REMOTE), count(Kind.REMOTE) + count(Kind.LOADED));
    }

    /** The share of reads that some tier served. */
    double combinedRate() {
        return share(count(Kind.NEAR) + count(Kind.REMOTE), reads());
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    // ---- as a line

    String toLine() {
        StringJoiner line = new StringJoiner(" ");
        for (long number : new long[] {nanos, errors, stale, foreign, threads, leastHeap, mostHeap}) {
            line.add(Long.toString(number));
        }
        times.values().forEach(histogram -> {
            ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
            int length = histogram.encodeIntoCompressedByteBuffer(bytes);
            bytes.flip().limit(length);
            line.add(Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length)));
        });
        return line.toString();
    }

    static Counts parse(String line) {
        String[] words = line.split(" ");
        long[] numbers = new long[7];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Long.parseLong(words[i]);
        }
        Map<Kind, Histogram> times = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            times.put(kind, histogram(words[numbers.length + kind.ordinal()]));
        }
        return new Counts(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], times);
    }

    private static Histogram histogram(String word) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(word)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
