package dev.terrace.cache.event;

import dev.terrace.cache.CachePolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened in this process and that an operator may want to know. */
public sealed interface CacheEvent {

    /**
     * The remote tier stopped answering; the caches go on without it.
     *
     * @param reason what the client said, without keys, values or credentials
     */
    record RemoteLost(String reason) implements CacheEvent {}

    /**
     * The remote tier answers again and the near tiers are in step with it.
     *
     * @param after how long it was away
     * @param replayed how many invalidations of this process were waiting for it
     */
    record RemoteRegained(Duration after, int replayed) implements CacheEvent {}

    /**
     * A primary of the remote tier has said for the first time how it is set up.
     *
     * @param server its address
     * @param maximumMemory bytes that it may use; 0 if nothing bounds them
     * @param policy what it does when they are used
     * @param databases the numbers of those that hold keys, ours and others', ascending
     */
    record ServerSeen(String server, long maximumMemory, String policy, List<Integer> databases) implements CacheEvent {
        public ServerSeen {
            databases = List.copyOf(databases);
        }
    }

    /**
     * The memory of a server of the remote tier fills up: what it uses has reached its share of the maximum, or will be all of it within an
     * hour. Told again only after that was over.
     *
     * @param server its address
     * @param used bytes
     * @param maximum bytes that it may use
     * @param policy what it does when they are used
     * @param fullIn when that is, if it goes on growing as it does; null if it does not grow
     */
    record MemoryFillingUp(
            String server,
            long used,
            long maximum,
            String policy,
            @Nullable Duration fullIn) implements CacheEvent {}

    /**
     * Bytes in the remote tier are not a readable value; they are replaced.
     *
     * @param cache the cache
     * @param reason why they cannot be read
     */
    record PayloadRejected(String cache, String reason) implements CacheEvent {}

    /**
     * A value could not be encoded; it was served but not stored.
     *
     * @param cache the cache
     * @param reason why
     */
    record ValueNotStored(String cache, String reason) implements CacheEvent {}

    /**
     * A value has more bytes than its cache takes; it was served but not stored.
     *
     * @param cache the cache
     * @param reason how many it has, and how many it may have
     */
    record ValueTooLarge(String cache, String reason) implements CacheEvent {}

    /**
     * The text of a key is longer than its cache takes; what is loaded for it is served but not stored.
     *
     * @param cache the cache
     * @param length its characters
     * @param maximum how many it may have
     */
    record KeyTooLong(String cache, int length, int maximum) implements CacheEvent {}

    /**
     * An entry of critical priority is not pinned, since half of the near tier is pinned already.
     *
     * @param cache the cache
     * @param bounds of its near tier
     */
    record PinRefused(String cache, CachePolicy.Near bounds) implements CacheEvent {}

    /**
     * A call to the remote tier failed; the caller did not notice.
     *
     * @param cache the cache, or {@code *} for all
     * @param operation what was tried
     * @param reason what the client said
     */
    record RemoteFailed(String cache, String operation, String reason) implements CacheEvent {

        /** The operation of listening to the bus. */
        public static final String SUBSCRIBE = "subscribe";
    }

    /**
     * A follower found that its log does not continue where it stood; entries are verified one by one as they are used.
     *
     * @param lane the label of the lane
     * @param reason how it was found
     */
    record GapFound(String lane, Reason reason) implements CacheEvent {

        /** How a gap is found. */
        public enum Reason {
            /** The log was trimmed, or is another one from some place on. */
            LOG,
            /** The keys of the control lane were lost and made anew. */
            EPOCH,
            /** The clock of the server went back. */
            CLOCK
        }
    }

    /**
     * A record of a log, or a message, does not parse; whatever it may have been about is verified.
     *
     * @param where the label of the lane, or {@code bus}
     */
    record RecordRejected(String where) implements CacheEvent {}

    /**
     * The remote tier has lost invalidations that it had acknowledged to this instance; they are sent again.
     *
     * @param count how many
     */
    record InvalidationsLost(int count) implements CacheEvent {}

    /**
     * A near entry that would have been served differs from the remote value; it is dropped. Either an invalidation was missed,
     * which must not happen, or what the value is loaded from was changed without one.
     *
     * @param cache the cache
     */
    record MismatchFound(String cache) implements CacheEvent {}

    /**
     * A write is done on the primary, but fewer replicas than wanted have it: a failover might lose it. Told for each invalidation,
     * and of values for the first write that found replicas lagging.
     *
     * @param acknowledged how many replicas have it
     * @param wanted how many should
     */
    record NotReplicated(int acknowledged, int wanted) implements CacheEvent {}

    /**
     * After some that did not, a write reached as many replicas as wanted.
     *
     * @param acknowledged how many replicas have it
     */
    record ReplicatedAgain(int acknowledged) implements CacheEvent {}

    /**
     * A loader failed. Its callers got a stale value, if there was one, else what it threw.
     *
     * @param cache the cache
     * @param reason the class of what it threw
     */
    record LoadFailed(String cache, String reason) implements CacheEvent {}

    /**
     * A load takes so long that nobody waits for it any more; its lease lapses.
     *
     * @param cache the cache
     * @param running how long it has been running
     */
    record LoadHung(String cache, Duration running) implements CacheEvent {}

    /**
     * The journal of invalidations that wait for the remote tier was read at the start.
     *
     * @param waiting how many an earlier process left behind; they are sent first
     * @param lost bytes at its end that were no record, because the process or the machine stopped in the middle of one
     * @param unknown records that this version does not know; they are not sent
     */
    record JournalRead(int waiting, int lost, int unknown) implements CacheEvent {}

    /**
     * The journal cannot be written: what waits for the remote tier is kept by this process alone, until it can again.
     *
     * @param reason what the operating system said
     */
    record JournalFailed(String reason) implements CacheEvent {}

    /**
     * The journal can be written again.
     *
     * @param waiting how many invalidations it holds now, all that wait
     */
    record JournalRestored(int waiting) implements CacheEvent {}
}
