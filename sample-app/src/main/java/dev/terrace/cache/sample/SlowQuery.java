package dev.terrace.cache.sample;

/** What makes queries slow. Public since the database calls it, as {@code PAUSE}. */
public final class SlowQuery {

    private SlowQuery() {}

    /** Sleeps, and returns how long. */
    public static long pause(long millis) throws InterruptedException {
        Thread.sleep(millis);
        return millis;
    }
}
