package dev.terrace.cache.history;

/**
 * Something that must not be.
 *
 * @param at when
 * @param what all that is known of it
 */
record Anomaly(Kind kind, long at, String what) {

    enum Kind {
        A1("a read breaks G1: stale beyond the bound"),
        A2("a read breaks G2: what this instance invalidated is served by it"),
        A3("two loads of a key overlap"),
        A4("near and remote differ at rest"),
        A5("a version goes backwards on one instance"),
        A6("a value that was never written, or of another key"),
        A7("served beyond the bounds of degraded mode"),
        A8("more loads than one after a clear or a failover"),
        A9("a deferred invalidation is not visible after recovery");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    @Override
    public String toString() {
        return "%s (%s): %s".formatted(kind, kind.text, what);
    }
}
