package dev.terrace.cache.benchmarks.scaling;

import java.util.Locale;

/**
 * What one operation costs the server.
 *
 * @param commands those it takes, with those of its scripts
 * @param alone microseconds of the server if nothing else is under way
 * @param busy the same with many under way
 */
record Cost(String operation, String commands, double bytesIn, double bytesOut, double alone, double busy) {

    static final String HEAD = """
            | Operation | Commands, those of scripts too | Bytes in | Bytes out | µs of the server, alone | busy |
            |---|---|---|---|---|---|""";

    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %.1f | %.1f |",
                operation,
                commands,
                bytesIn,
                bytesOut,
                alone,
                busy);
    }
}
