package dev.terrace.cache.figures;

import dev.terrace.cache.codec.FormatSubjects;
import dev.terrace.cache.codec.FormatSubjects.Subject;
import dev.terrace.cache.codec.UnencodableValueException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.data.redis.serializer.SerializationException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures in a JVM of its own, and writes a line for each way: value, way, algorithm, bytes, ns to encode, ns to decode. Time is that of
 * the processor for this thread, so that other work on the machine counts for little.
 */
final class FormatFork {

    /** In place of a time: the value does not come back as it was. */
    static final long NOT_READ = -1;

    private static final int ROUNDS = 5;
    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(Scale.count(400));
    private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(Scale.count(120));

    /** So long between two looks at the clock, which takes a microsecond itself. */
    private static final long BATCH = 100_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static volatile Object sink;

    private FormatFork() {}

    public static void main(String[] arguments) {
        FormatValues.all()
                .forEach((name, sample) ->
                        FormatSubjects.of(sample.type()).forEach(subject -> measure(name, subject, sample.value())));
        Object object = FormatValues.all().get("object, 1 KB").value();
        byte[] json = JsonMapper.shared().writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
        measureAll("bytes", FormatSubjects.ofBytes().toList(), json);
    }

    /** All are warm before the first is measured: what they share must not be cold for that one alone. */
    private static void measureAll(String value, List<Subject> subjects, Object original) {
        subjects.forEach(subject -> warmUp(subject, original));
        subjects.forEach(subject -> measure(value, subject, original));
    }

    private static void warmUp(Subject subject, Object original) {
        try {
            run(() -> subject.decode().apply(subject.encode().apply(original)), WARM_UP, 1);
        } catch (UnencodableValueException | SerializationException e) {
            // Not for this codec, or not read back: told below.
        }
    }

    private static void measure(String value, Subject subject, Object original) {
        byte[] bytes;
        try {
            bytes = subject.encode().apply(original);
        } catch (UnencodableValueException e) {
            return; // Not for this codec.
        }
        long encode = nanos(() -> subject.encode().apply(original));
        long decode =
                isRead(subject, bytes, original) ? nanos(() -> subject.decode().apply(bytes)) : NOT_READ;
        System.out.println(String.join(
                "\t", value, subject.name(), subject.compression(), bytes.length + "", encode + "", decode + ""));
    }

    private static boolean isRead(Subject subject, byte[] bytes, Object original) {
        try {
            return Objects.deepEquals(subject.decode().apply(bytes), original);
        } catch (SerializationException e) {
            return false;
        }
    }

    private static long nanos(Supplier<Object> work) {
        long one = Math.max(1, run(work, WARM_UP / 2, 1));
        int atOnce = (int) Math.max(1, BATCH / one);
        long[] rounds = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rounds[i] = run(work, ROUND, atOnce);
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }

    private static long run(Supplier<Object> work, long atLeast, int atOnce) {
        long from = THREADS.getCurrentThreadCpuTime();
        long taken = 0;
        int count = 0;
        while (taken < atLeast) {
            for (int i = 0; i < atOnce; i++) {
                sink = work.get();
            }
            count += atOnce;
            taken = THREADS.getCurrentThreadCpuTime() - from;
        }
        return taken / count;
    }
}
