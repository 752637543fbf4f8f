package dev.terrace.cache;

/** The two clocks of a process: one that measures, one that tells the date. */
public interface CacheClock {

    /** Nanoseconds that only ever grow, as {@link System#nanoTime}: differences mean something, values do not. */
    long nanoTime();

    /** Milliseconds since the epoch. It may jump. */
    long millis();

    /** The clocks of the machine. */
    static CacheClock system() {
        return new CacheClock() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public long millis() {
                return java.time.Clock.systemUTC().millis();
            }
        };
    }
}
