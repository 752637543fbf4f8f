package dev.terrace.cache.benchmarks.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * How long things took, in nanoseconds. Histograms of several processes add up, means of percentiles do not.
 *
 * @param histograms by what was done
 */
record Times(Map<Tally.Kind, Histogram> histograms) {

    static Times none() {
        return new Times(new EnumMap<>(Tally.Kind.class));
    }

    /** {@code NEAR=<base64> REMOTE=<base64> …}. */
    String toLine() {
        StringBuilder line = new StringBuilder();
        histograms.forEach((kind, histogram) -> {
            ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
            int length = histogram.encodeIntoCompressedByteBuffer(bytes);
            bytes.flip().limit(length);
            line.append(kind).append('=');
            line.append(new String(Base64.getEncoder().encode(bytes).array(), StandardCharsets.ISO_8859_1));
            line.append(' ');
        });
        return line.toString().trim();
    }

    static Times parse(String line) {
        Times times = none();
        for (String part : line.split(" ", -1)) {
            int equals = part.indexOf('=');
            byte[] bytes = Base64.getDecoder().decode(part.substring(equals + 1));
            try {
                times.histograms.put(
                        Tally.Kind.valueOf(part.substring(0, equals)),
                        Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0));
            } catch (DataFormatException e) {
                throw new IllegalArgumentException("An instance sent a histogram that cannot be read", e);
            }
        }
        return times;
    }

    void add(Times other) {
        other.histograms.forEach((kind, histogram) -> histograms.merge(kind, histogram, (mine, more) -> {
            mine.add(more);
            return mine;
        }));
    }

    /** In milliseconds; NaN if nothing was done. */
    double millis(Tally.Kind kind, double percentile) {
        Histogram histogram = histograms.get(kind);
        return histogram == null || histogram.getTotalCount() == 0
                ? Double.NaN
                : histogram.getValueAtPercentile(percentile) / 1e6;
    }
}
