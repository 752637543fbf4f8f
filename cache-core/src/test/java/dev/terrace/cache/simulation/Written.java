package dev.terrace.cache.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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

    /** When the server last got it; the start of the run before that. */
    long storedAt;

    /** Found unchanged by loads: each time the value is as good as a new one. */
    final List<Written> confirmed = new ArrayList<>();

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

    /** Whoever loads it says that it has not changed; what the cache keeps has the same text. */
    Written confirmed(Written load) {
        Written same = new Written(number, key, How.LOADED, version, load.startedAt, load.by);
        same.alone = load.alone;
        same.endedAt = load.endedAt;
        same.stored = stored;
        confirmed.add(same);
        return same;
    }

    /**
     * This one, and as it was found unchanged by loads of which a read may get something: also by one of an instance in trouble, if the
     * server got the value once more after it began.
     */
    Stream<Written> asSeenBy(SimulatedInstance reader) {
        return Stream.concat(
                Stream.of(this),
                confirmed.stream().filter(same -> !same.alone || same.by == reader || storedAt >= same.startedAt));
    }

    @Override
    public String toString() {
        return "%s (%s version %d, %s by %s at %.4f)".formatted(text(), key, version, how, by.id(), startedAt / 1e6);
    }
}
