package dev.terrace.cache.tier;

import java.util.Collection;
import java.util.List;

/**
 * Keeps the invalidations of this instance that wait for the remote tier, so that they outlive its process. What is appended is
 * found by the next process, until it was forgotten. An invalidation that the remote tier acknowledged at once never comes here.
 *
 * <p>A journal never fails a caller: what it cannot write it tells an operator, and tries again. Thread-safe. Both changes may
 * block for as long as the operating system takes to accept a few bytes.
 */
public interface InvalidationJournal extends AutoCloseable {

    /** Keeps nothing: what waits is lost with the process. */
    InvalidationJournal NONE = new InvalidationJournal() {
        @Override
        public List<Waiting> waiting() {
            return List.of();
        }

        @Override
        public void append(Waiting waiting) {
            // The process keeps it.
        }

        @Override
        public void forget(Collection<? extends Waiting> done) {
            // It was not kept.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    /** An invalidation that waits. Names are those of the remote tier: where it knows keys and tags as digests, so does this. */
    sealed interface Waiting {

        /** Of a single key. */
        record OfKey(RemoteKey key) implements Waiting {}

        /** Of tags, a cache or a pattern. */
        record OfMany(Invalidation invalidation) implements Waiting {}
    }

    /** All that waits, in the order in which it was appended; at the start, what earlier processes left behind. */
    List<Waiting> waiting();

    /** This begins to wait. It is kept when the method returns, even if the process ends then. Nothing if it waits already. */
    void append(Waiting waiting);

    /** These do not wait any more. Nothing for those that did not. */
    void forget(Collection<? extends Waiting> done);

    /** Ends it; what waits is there for the next process. Later changes do nothing. */
    @Override
    void close();
}
