package dev.terrace.cache.figures;

import java.time.Duration;

/** How much is measured: all of it, or less for a look while developing ({@code -Dfigures.scale=0.05}). */
final class Scale {

    private static final double SCALE = Double.parseDouble(System.getProperty("figures.scale", "1"));

    /** Whether a tag of a million entries is measured as well, which takes a minute and 300 MB. */
    static final boolean LARGE = Boolean.getBoolean("figures.large");

    private Scale() {}

    static boolean isFull() {
        return SCALE >= 1;
    }

    static int count(int full) {
        return Math.max(10, (int) (full * SCALE));
    }

    static Duration time(Duration full) {
        return Duration.ofMillis(Math.max(1_000, (long) (full.toMillis() * SCALE)));
    }
}
