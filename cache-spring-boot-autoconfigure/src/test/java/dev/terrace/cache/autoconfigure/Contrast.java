package dev.terrace.cache.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How well colors of the form {@code #rrggbb} stand out from each other, as WCAG 2 computes it. */
final class Contrast {

    /** The variables of the style sheet that words are written in, and those that they are written on. */
    static final Map<String, List<String>> PAIRS = Map.of(
            "ink", List.of("ground", "surface", "raised"),
            "muted", List.of("ground", "surface", "raised"),
            "accent", List.of("ground", "surface", "raised"),
            "on-accent", List.of("accent"),
            "good", List.of("surface"),
            "warn", List.of("warn-ground", "surface"),
            "bad", List.of("bad-ground", "surface", "raised"),
            "on-bad", List.of("bad"));

    static final List<String> VARIABLES = Stream.concat(
                    PAIRS.keySet().stream(), PAIRS.values().stream().flatMap(List::stream))
            .distinct()
            .toList();

    private Contrast() {}

    static double of(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    static double luminance(String color) {
        return 0.2126 * linear(channel(color, 1))
                + 0.7152 * linear(channel(color, 3))
                + 0.0722 * linear(channel(color, 5));
    }

    /** As a browser writes a computed color. */
    static String rgb(String color) {
        return "rgb(%d, %d, %d)".formatted(channel(color, 1), channel(color, 3), channel(color, 5));
    }

    private static int channel(String color, int start) {
        return Integer.parseInt(color, start, start + 2, 16);
    }

    private static double linear(int channel) {
        double part = channel / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
