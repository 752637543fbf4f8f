package dev.terrace.cache.benchmarks.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an instance did in some time.
 *
 * @param near reads served by the near tier
 * @param remote reads served by Redis
 * @param loaded reads served by a load, their own or one they joined
 * @param writes values put
 * @param loads calls of the loader
 * @param errors calls of the cache that threw
 * @param checked reads of a key of which the instance had seen a write acknowledged
 * @param stale of these, the ones that returned an older version
 * @param behind reads that returned an older version than some instance had seen acknowledged before they began
 */
record Counts(
        long near,
        long remote,
        long loaded,
        long writes,
        long loads,
        long errors,
        long checked,
        long stale,
        long behind) {

    static final Counts NONE = of(new long[9]);

    static final List<String> COLUMNS =
            List.of("near", "remote", "loaded", "writes", "loads", "errors", "checked", "stale", "behind");

    static Counts of(long[] numbers) {
        return new Counts(
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                numbers[6],
                numbers[7],
                numbers[8]);
    }

    private long[] numbers() {
        return new long[] {near, remote, loaded, writes, loads, errors, checked, stale, behind};
    }

    static Counts parse(String line) {
        return of(Arrays.stream(line.split(",")).mapToLong(Long::parseLong).toArray());
    }

    String toLine() {
        return Arrays.stream(numbers()).mapToObj(Long::toString).collect(Collectors.joining(","));
    }

    Counts plus(Counts other) {
        long[] sum = numbers();
        long[] more = other.numbers();
        Arrays.setAll(sum, i -> sum[i] + more[i]);
        return of(sum);
    }

    Counts minus(Counts other) {
        long[] rest = numbers();
        long[] less = other.numbers();
        Arrays.setAll(rest, i -> rest[i] - less[i]);
        return of(rest);
    }

    static Counts sum(List<Counts> all) {
        return all.stream().reduce(NONE, Counts::plus);
    }

    long reads() {
        return near + remote + loaded;
    }

    long operations() {
        return reads() + writes;
    }

    /** Share of the reads that the near tier served. */
    double nearRate() {
        return share(near, reads());
    }

    /** Share of the reads that the near tier did not serve that Redis did. */
    double remoteRate() {
        return share(remote, remote + loaded);
    }

    /** Share of the reads that nothing was loaded for. */
    double combinedRate() {
        return share(near + remote, reads());
    }

    private static double share(long part, long whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
