package dev.terrace.cache.tier;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The port of the remote tier: the few steps from which the coherence protocol is made. Each step is atomic on the server.
 *
 * <p>No method blocks. A stage completes on a thread of the client, which its dependents must leave before they do work of any
 * length; it completes exceptionally if the server did not answer in time or refused, and then the step may still land later.
 * Nothing is retried. Thread-safe.
 */
public interface RemoteTier extends AutoCloseable {

    /** The number of key lanes. */
    int lanes();

    /**
     * Makes the namespace if it is not there, and reads its control state.
     *
     * @param operation the id under which an empty log gets its first entry
     * @param maximumTags more tags than this are left out of the snapshot
     * @return fails with a {@link dev.terrace.cache.CacheConfigurationException} if the namespace cannot be used as configured
     */
    CompletionStage<ControlSnapshot> join(String operation, int maximumTags);

    /** The last entry of a lane's log, which gets a first entry under this operation id if it is empty. */
    CompletionStage<LogEntry.Cursor> tail(Lane lane, String operation);

    /** The entries of a lane's log from this position on, that position included. */
    CompletionStage<LogSlice> readLog(Lane lane, long from);

    /**
     * The value of a key, from a primary.
     *
     * @param known the stamp of a value that the reader does not want, as {@link
     *     dev.terrace.cache.codec.Envelope#stampOf} gives it: it is taken for absent; null if any value will do
     * @param lease taken if there is no value and nobody else holds it; null to take none
     */
    CompletionStage<RemoteRead> read(RemoteKey key, byte @Nullable [] known, @Nullable Lease lease);

    /**
     * Stores a value under a lease and gives the lease back.
     *
     * @param life how long the server keeps it; null for ever
     * @return whether it is stored: false if the lease was lost. Asking twice with the same value is harmless
     */
    CompletionStage<Boolean> fill(RemoteKey key, String token, byte[] stored, @Nullable Duration life);

    /** Gives a lease back unused. Does nothing if it is another's by now. */
    CompletionStage<Void> release(RemoteKey key, String token);

    /**
     * Removes the value and every lease of a key, and logs and publishes that.
     *
     * @param next a lease that the caller gets in the same step, or null
     */
    CompletionStage<Appended> invalidate(RemoteKey key, String operation, @Nullable Lease next);

    /**
     * Stores a value unless there is one, and ends every lease of the key.
     *
     * @param known as in {@link #read}
     * @return the value that is there, as {@link RemoteRead.Hit}, or {@link RemoteRead.Absent} if there was none and this one
     *     is now stored
     */
    CompletionStage<RemoteRead> putIfAbsent(
            RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life);

    /**
     * Logs, records and publishes an invalidation of tags or of a cache; constant in the number of entries it concerns.
     *
     * @param from where the caller stands in the control lane
     * @return the log from there on, as {@link #readLog} gives it, the new entry included, so that the caller is in step
     */
    CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from);

    /**
     * Starts to listen. The listener is called on a thread of the client, for each message, and whenever the subscription
     * begins anew, after which messages may have been missed.
     */
    CompletionStage<Void> subscribe(BusListener listener);

    /** Ends all that is under way and frees the connections. */
    @Override
    void close();

    /** Hears what the bus brings. */
    interface BusListener {

        void onMessage(LogMessage message);

        /** A message that does not parse came: something may have been missed. */
        void onMalformed();

        void onSubscribed();
    }
}
