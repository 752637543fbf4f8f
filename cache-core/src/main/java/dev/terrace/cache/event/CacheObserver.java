package dev.terrace.cache.event;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees what takes time from its beginning to its end, and counts what is too frequent for an event. It is called on the thread on which
 * the thing happens: it must return at once and be thread-safe. Caches without one measure nothing.
 */
public interface CacheObserver {

    /**
     * Something begins.
     *
     * @return hears how it goes on; null if this is of no interest
     */
    @Nullable
    Observed begin(Operation operation);

    /** Where an invalidation was asked for. */
    enum Direction {
        /** Here, and it is sent to the others. */
        OUT,
        /** On another instance, and its effect is seen here. */
        IN
    }

    /** What an invalidation concerns. */
    enum Extent {
        KEY,
        TAG,
        PATTERN,
        CLEAR
    }

    /**
     * Entries are invalidated. Of what comes in nobody knows the caches of single keys.
     *
     * @param cache the cache, or {@code *} if it is not known or not the only one
     * @param count of how many keys, tags, patterns or caches
     */
    default void invalidated(Direction direction, Extent extent, String cache, int count) {}

    /** The servers of the remote tier have said how they are; what they said is with the watch over them. */
    default void serversAsked() {}

    /**
     * What is under way on this thread, so that what is begun for it on others can belong to it.
     *
     * @return opens it on the thread that calls; null if nothing is, or nobody wants to know
     */
    default @Nullable Supplier<Scope> current() {
        return null;
    }

    /** How something goes on that takes time. */
    interface Observed {

        /** What the current thread begins until the scope is closed is part of it. */
        default Scope open() {
            return Scope.NONE;
        }

        /**
         * It has ended, on whatever thread.
         *
         * @param result one of a few words
         * @param failure why it failed; null if it did not
         */
        void end(String result, @Nullable Throwable failure);
    }

    /** Closed on the thread on which it was opened. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {

        Scope NONE = () -> {};

        @Override
        void close();
    }
}
