package dev.terrace.cache.simulation;

import java.util.Set;

/** A value: what it was read or made from, when and by whom. The cache sees only its number. */
final class Written {

    enum How {
        LOADED,
        PUT,
        PUT_IF_ABSENT
    }

    final int number;
    final Key key;
    final How how;
    final int version;
    final Set<String> tags;
    final long startedAt;
    final SimulatedInstance by;

    /** When the load returned, or the call that put it did; the greatest time until then. */
    long endedAt = Long.MAX_VALUE;

    /** Whether the call that put it may still land, or landed after others that were later. */
    boolean doubtful;

    /** Whether it was loaded without a lease. */
    boolean alone;

    /** Whether the server ever held it. */
    boolean stored;

    Written(int number, Key key, How how, int version, long startedAt, SimulatedInstance by) {
        this.number = number;
        this.key = key;
        this.how = how;
        this.version = version;
        this.tags = key.tags(version);
        this.startedAt = startedAt;
        this.by = by;
    }

    String text() {
        return "w" + number;
    }

    @Override
    public String toString() {
        return "%s (%s version %d, %s by %s at %.4f)".formatted(text(), key, version, how, by.id(), startedAt / 1e6);
    }
}
