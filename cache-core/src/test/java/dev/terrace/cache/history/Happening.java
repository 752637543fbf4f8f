package dev.terrace.cache.history;

import dev.terrace.cache.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Something that one instance, or the test that drives them, wrote down. All times are of {@link System#nanoTime}, which all
 * processes of a Linux host share.
 */
sealed interface Happening {

    /**
     * A read of a key through the cache.
     *
     * @param rest during which rest, counted from 1; 0 if others were at work
     */
    record Read(int instance, int key, long invoked, long returned, Value value, Origin origin, int rest)
            implements Happening {
        boolean isAtRest() {
            return rest > 0;
        }
    }

    /**
     * A call of the loader.
     *
     * @param asked when the read was invoked that loaded
     */
    record Load(int instance, long asked, long began, long ended, Value value) implements Happening {}

    /**
     * The register was changed, and then this was invalidated.
     *
     * @param put the value that was put; null if it was only evicted
     */
    record Write(
            int instance,
            Target target,
            long invoked,
            long returned,
            @Nullable Value put) implements Happening {}

    /** Redis acknowledged an invalidation to an instance. */
    record Acknowledged(int instance, Target target, long sent, long received) implements Happening {}

    /** A call to Redis failed, or was not answered in time. */
    record Failed(int instance, long sent, long received) implements Happening {}

    /** An instance read the control log. */
    record Synced(int instance, long sent, long received) implements Happening {}

    /** What an instance says that it found. */
    record Noticed(int instance, What what, long at) implements Happening {

        enum What {
            /** A log that does not continue where it was left. */
            GAP,
            /** Own invalidations that Redis has forgotten. */
            LOSS,
            /** A near entry that differs from what Redis holds. */
            MISMATCH
        }
    }

    /** After things were well again, syncs that began after everything else had ended succeeded. */
    record Recovered(int instance, long at) implements Happening {}

    /** What the register holds at rest, and what an instance that has just joined finds in Redis. */
    record AtRest(int rest, int key, long version, @Nullable Value remote) implements Happening {}

    /** What the nemesis did to Redis or to an instance. */
    record Fault(Kind kind, long from, long to) implements Happening {

        enum Kind {
            /** Something stopped, lost its connections or its place in the log; no value, lease or invalidation was lost. */
            DISTURBED,
            /** Invalidations are gone from the logs before all had read them. */
            TRIMMED,
            /** Values, leases and logs are gone. */
            LOST,
            /** What Redis acknowledged since {@code from} may have been forgotten when it was back at {@code to}. */
            ROLLED_BACK
        }
    }

    /** The nemesis of this name was at work. */
    record Phase(String name, long from, long to) implements Happening {
        boolean contains(long time) {
            return from <= time && time < to;
        }
    }
}
