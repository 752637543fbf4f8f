package dev.terrace.cache.tier;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The port of the remote tier: the few steps from which the coherence protocol is made. Each step is atomic on the server; a
 * step over several keys takes keys of one lane, at least one and at most {@value #MAXIMUM_BULK}, and throws an {@link
 * IllegalArgumentException} at once for any others; a key that occurs twice is taken twice, one after the other.
 *
 * <p>No method blocks. A stage completes on a thread of the client, which its dependents must leave before they do work of any
 * length; it completes exceptionally if the server did not answer in time or refused, and then the step may still land later.
 * Nothing is retried. Thread-safe.
 */
public interface RemoteTier extends AutoCloseable {

    /** The most keys of one step. */
    int MAXIMUM_BULK = 100;

    /** More patterns than this cannot be active at once: each of them is held against every key that is looked at. */
    int MAXIMUM_PATTERNS = 16;

    /** How long whoever appends a pattern owns it at first. */
    Duration PATTERN_OWNERSHIP = Duration.ofSeconds(30);

    /** Of more fences than this the oldest is dropped, and everything before its end counts as {@linkplain
     * ControlSnapshot#cleared cleared}. */
    int MAXIMUM_FENCES = 16;

    /** The number of key lanes. */
    int lanes();

    // ---- membership

    /**
     * Makes the namespace if it is not there, and reads its control state.
     *
     * @param operation the id under which an empty log gets its first entry
     * @param maximumTags if there are more tags than this, none are in the snapshot, which is then complete since its tail
     * @return fails with a {@link dev.terrace.cache.CacheConfigurationException} if the namespace cannot be used as configured
     */
    CompletionStage<ControlSnapshot> join(String operation, int maximumTags);

    /**
     * Says that an instance is here, and how long its entries live at most: what the control lane knows of tags may be forgotten
     * after the longest life that any instance ever told.
     *
     * @param member its last sync is written by the server
     * @param longestLife null for an unlimited one
     */
    CompletionStage<Void> announce(Member member, @Nullable Duration longestLife);

    /** The instances that announced themselves within the last minute. */
    CompletionStage<List<Member>> members();

    // ---- logs

    /** The last entry of a lane's log, which gets a first entry under this operation id if it is empty. */
    CompletionStage<LogEntry.Cursor> tail(Lane lane, String operation);

    /** The entries of a lane's log from this position on, that position included. */
    CompletionStage<LogSlice> readLog(Lane lane, long from);

    // ---- values

    /**
     * One key of a read.
     *
     * @param known the stamp of a value that the reader does not want, as {@link
     *     dev.terrace.cache.codec.Envelope#stampOf} gives it: it is taken for absent; null if any value will do
     * @param lease taken if there is no value and nobody else holds it; null to take none
     */
    record Read(
            RemoteKey key,
            byte @Nullable [] known,
            @Nullable Lease lease) {}

    /** The values of keys, from a primary, in the order of the keys. */
    CompletionStage<List<RemoteRead>> read(List<Read> reads);

    /** The value of a key, from a primary. The parameters are those of {@link Read}. */
    default CompletionStage<RemoteRead> read(RemoteKey key, byte @Nullable [] known, @Nullable Lease lease) {
        return read(List.of(new Read(key, known, lease))).thenApply(reads -> reads.get(0));
    }

    /**
     * The headers of values without the values, in the order of the keys.
     *
     * @return for each key the first bytes of what is stored, its header among them; none if there is no value
     */
    CompletionStage<List<byte[]>> headers(List<RemoteKey> keys);

    /**
     * A value on its way in.
     *
     * @param token of the lease under which it was loaded
     * @param stored the bytes
     * @param life how long the server keeps it; null for ever
     */
    record Fill(
            RemoteKey key,
            String token,
            byte[] stored,
            @Nullable Duration life) {}

    /**
     * Stores values, each under its lease, and gives the leases back.
     *
     * @return for each whether it is stored: false if the lease was lost. Asking twice with the same value is harmless
     */
    CompletionStage<List<Boolean>> fill(List<Fill> fills);

    /** Stores one value. The parameters are those of {@link Fill}. */
    default CompletionStage<Boolean> fill(RemoteKey key, String token, byte[] stored, @Nullable Duration life) {
        return fill(List.of(new Fill(key, token, stored, life))).thenApply(filled -> filled.get(0));
    }

    /** Gives a lease back unused. Does nothing if it is another's by now. */
    CompletionStage<Void> release(RemoteKey key, String token);

    /**
     * A lease that is still needed.
     *
     * @param lease with how long it shall last from now
     */
    record Renewal(RemoteKey key, Lease lease) {}

    /** Prolongs leases. Returns for each whether it is still its token's; one that was lost does not come back. */
    CompletionStage<List<Boolean>> renew(List<Renewal> renewals);

    /**
     * Gives a lease back after a failed load, and lets readers who know a value of the key wait before they try: for as long as
     * the lease says, each of them that wants a lease is told {@link RemoteRead.Throttled}, while one who knows none gets the lease.
     * What ends leases ends that too. Does nothing if the lease is another's by now.
     *
     * @param lease with how long that lasts from now
     */
    CompletionStage<Void> throttle(RemoteKey key, Lease lease);

    /**
     * A value that begins a new life as it is.
     *
     * @param token of the lease under which it was found unchanged
     * @param known its stamp until now
     * @param dates what replaces the same bytes of it, as {@link dev.terrace.cache.codec.Envelope#datesOf} gives them: a new stamp
     *     among them
     * @param life how long the server keeps it; null for ever
     */
    record Freshening(
            RemoteKey key,
            String token,
            byte[] known,
            byte[] dates,
            @Nullable Duration life) {}

    /**
     * Begins a new life of a value without its being sent, and gives the lease back.
     *
     * @return whether that is done; false if the lease was lost or the value is another one by now: then a lease that is still the
     *     token's stays. Asking twice is harmless
     */
    CompletionStage<Boolean> freshen(Freshening freshening);

    /**
     * A value that was read, so that it lives on.
     *
     * @param stamp only a value of this stamp does, as {@link dev.terrace.cache.codec.Envelope#stampOf} gives it
     * @param life how long the server keeps it from now, longer or shorter than it would have; less than a millisecond is taken
     *     for one
     */
    record Touch(RemoteKey key, byte[] stamp, Duration life) {
        public Touch {
            Duration least = Duration.ofMillis(1);
            life = life.compareTo(least) < 0 ? least : life;
        }
    }

    /**
     * Begins the time anew that values are kept, also of those that were kept for ever: what is touched goes when nobody reads it.
     * Leases stay, and nobody is told.
     *
     * @return for each whether it was there with that stamp; if not, nothing is changed
     */
    CompletionStage<List<Boolean>> touch(List<Touch> touches);

    /**
     * This tier, with writes of values that complete when so many replicas have them, or after a time that they were given: then the
     * write has succeeded all the same. Invalidations are as they are here. It need not be closed.
     *
     * @param replicas 0 for this tier itself
     * @return this tier itself, too, if it knows of no replicas
     */
    RemoteTier replicated(int replicas);

    /**
     * Stores a value unless there is one, and ends every lease of the key.
     *
     * @param known as in {@link Read}
     * @return the value that is there, as {@link RemoteRead.Hit}, or {@link RemoteRead.Absent} if there was none and this one
     *     is now stored
     */
    CompletionStage<RemoteRead> putIfAbsent(
            RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life);

    // ---- invalidations

    /**
     * A key to be invalidated.
     *
     * @param next a lease that the caller gets in the same step, or null
     */
    record KeyInvalidation(RemoteKey key, @Nullable Lease next) {}

    /** Removes the values and every lease of these keys, and logs and publishes that as one entry. */
    CompletionStage<Appended> invalidate(List<KeyInvalidation> keys, String operation);

    /**
     * Logs, records and publishes an invalidation of tags, of a cache or by a pattern, or the retirement of a pattern; constant in
     * the number of entries it concerns.
     *
     * @param from where the caller stands in the control lane
     * @return the log from there on, as {@link #readLog} gives it, the new entry included, so that the caller is in step; fails
     *     with a {@link dev.terrace.cache.TooManyPatternsException} if no more pattern may become active
     */
    CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from);

    /**
     * Ends an unreliable stretch of the control lane by an entry behind it. Later entries stand behind that one, even if the
     * server's clock is behind.
     *
     * @param from the last position that is reliable
     * @param beyond the new entry gets a position behind this one
     */
    CompletionStage<Void> fence(long from, long beyond, String operation);

    /** Where the last invalidations of these tags stand. */
    CompletionStage<TagPositions> tagPositions(Collection<String> tags);

    /**
     * Makes an instance the owner of an active pattern for so long from now, if it is that already or if the owner's deadline has
     * passed.
     *
     * @param pattern the id of the pattern
     * @return whether it is
     */
    CompletionStage<Boolean> own(String pattern, String owner, Duration duration);

    // ---- reclaiming what invalidations of many left behind

    /** What a scan looks for. */
    enum Kind {
        VALUES,
        LEASES
    }

    /**
     * Some keys of a lane.
     *
     * @param cache of this cache alone; null for all
     * @param from {@link KeyPage#START}, then what the page before said
     */
    CompletionStage<KeyPage> scan(Lane lane, Kind kind, @Nullable String cache, String from);

    /**
     * As {@link #scan(Lane, Kind, String, String)}, which may look at fewer keys of the server at once.
     *
     * @param about so many of them, whoever they belong to; a page may have somewhat more keys
     */
    default CompletionStage<KeyPage> scan(Lane lane, Kind kind, @Nullable String cache, String from, int about) {
        return scan(lane, kind, cache, from);
    }

    /**
     * A value that nobody may want any more.
     *
     * @param stamp only a value of this stamp goes
     */
    record Discard(RemoteKey key, byte[] stamp) {}

    /** Removes values but not their leases, and tells nobody. Returns how many went. */
    CompletionStage<Integer> discard(List<Discard> values);

    /** Ends all leases of these keys, so that what is loaded under them is not stored. */
    CompletionStage<Void> endLeases(List<RemoteKey> keys);

    // ---- the bus

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
