package dev.terrace.cache.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns every step of a run: what is to happen is an event at a time, events of one time come in the order in which they were
 * posted, and all delays are drawn from one generator. So a seed is a run. What belongs to a process waits while the process
 * is paused, and does not happen once it is dead.
 */
final class Scheduler {

    final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final @Nullable List<String> trace;
    private long now;
    private long posted;
    private long steps;
    private long digest;
    private @Nullable Throwable failure;

    private static final class Event implements Comparable<Event> {
        final long number;
        final String what;
        final @Nullable SimulatedProcess owner;
        final Runnable action;
        final boolean timed;
        long at;
        long frozen;

        Event(long number, String what, @Nullable SimulatedProcess owner, boolean timed, long at, Runnable action) {
            this.number = number;
            this.what = what;
            this.owner = owner;
            this.timed = timed;
            this.at = at;
            this.action = action;
            this.frozen = owner != null ? owner.frozen() : 0;
        }

        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    Scheduler(long seed, boolean traced) {
        this.random = new SplittableRandom(seed);
        this.trace = traced ? new ArrayList<>() : null;
    }

    /** Nanoseconds since the run began. */
    long now() {
        return now;
    }

    long steps() {
        return steps;
    }

    /** Differs if two runs differ. */
    long digest() {
        return digest;
    }

    List<String> trace() {
        return trace != null ? trace : List.of();
    }

    /** Notes something for the reader of a failed run. */
    void note(Supplier<String> what) {
        if (trace != null) {
            trace.add("%11.4f     %s".formatted(now / 1e6, what.get()));
        }
    }

    /** Has something happen after a delay in nanoseconds. */
    void post(long delay, String what, @Nullable SimulatedProcess owner, Runnable action) {
        events.add(new Event(posted++, what, owner, false, now + delay, action));
    }

    /** As {@link #post}, by the monotonic clock of the process, which stands still while its machine is suspended. */
    void postTimed(long delay, String what, SimulatedProcess owner, Runnable action) {
        events.add(new Event(posted++, what, owner, true, now + delay, action));
    }

    /** Ends the run with this step; what is thrown within a stage would be lost in it. */
    void fail(Throwable reason) {
        failure = failure == null ? reason : failure;
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Lets everything happen until this time. */
    void runUntil(long time) {
        for (Event next = events.peek(); next != null && next.at <= time; next = events.peek()) {
            step(events.remove());
        }
        now = time;
    }

    private void step(Event event) {
        now = event.at;
        SimulatedProcess owner = event.owner;
        if (owner != null && (owner.isDead() || isPutOff(event, owner))) {
            return;
        }
        steps++;
        digest = digest * 31 + (now ^ event.number ^ event.what.hashCode());
        if (trace != null) {
            trace.add("%11.4f %-3s %s".formatted(now / 1e6, owner != null ? owner.id() : "", event.what));
        }
        event.action.run();
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private boolean isPutOff(Event event, SimulatedProcess owner) {
        long later = owner.resumesAt();
        if (event.timed && owner.frozen() > event.frozen) {
            later = Math.max(later, event.at + owner.frozen() - event.frozen);
            event.frozen = owner.frozen();
        }
        if (later <= now) {
            return false;
        }
        event.at = later;
        events.add(event);
        return true;
    }

    // ---- chance

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** A whole number from 0 up to this one, exclusive. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** So many milliseconds, at random between the two, in nanoseconds. */
    long millis(double least, double most) {
        return (long) ((least + random.nextDouble() * (most - least)) * 1e6);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
