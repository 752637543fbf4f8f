package dev.terrace.cache.event;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to the log: one line for a change of state, one for the first of a kind of trouble in a cache, the rest at
 * DEBUG. Thread-safe.
 */
public final class CacheEventLog implements CacheListener {

    private static final Logger log = LoggerFactory.getLogger("dev.terrace.cache");
    private static final int MAXIMUM_KINDS = 1_000;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> kinds = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean replicated = new AtomicBoolean(true);

    @Override
    public void onEvent(CacheEvent event) {
        if (event instanceof CacheEvent.RemoteLost lost) {
            log.warn("Redis is away ({}); caches go on with what this instance has", lost.reason());
        } else if (event instanceof CacheEvent.RemoteRegained regained) {
            log.info(
                    "Redis is back after {}; {} invalidations of this instance were sent late",
                    regained.after(),
                    regained.replayed());
        } else if (event instanceof CacheEvent.MemoryFillingUp filling) {
            fillingUp(filling);
        } else if (event instanceof CacheEvent.RemoteFailed failed
                && isRefusedBus(failed)
                && seen.add(failed.reason())) {
            log.warn(
                    "The bus cannot be heard ({}); what others invalidate is known with the next sync",
                    failed.reason());
        } else if (event instanceof CacheEvent.PayloadRejected rejected) {
            once("unreadable value", rejected.cache(), rejected.reason());
        } else if (event instanceof CacheEvent.ValueNotStored notStored) {
            once("value that cannot be stored", notStored.cache(), notStored.reason());
        } else if (event instanceof CacheEvent.ValueTooLarge large) {
            first("value that is too large", large.cache(), large.reason());
        } else if (event instanceof CacheEvent.KeyTooLong key) {
            first(
                    "key that is too long",
                    key.cache(),
                    "%d characters; 'maximum-key-length' is %d".formatted(key.length(), key.maximum()));
        } else if (event instanceof CacheEvent.PinRefused refused) {
            first(
                    "critical entry that is not pinned",
                    refused.cache(),
                    "half of the near tier is pinned already; raise its bounds or pin less");
        } else if (event instanceof CacheEvent.GapFound gap) {
            log.info(
                    "The log of lane {} does not continue where it was left; near entries are verified on use",
                    gap.lane());
        } else if (event instanceof CacheEvent.InvalidationsLost lost) {
            log.warn(
                    "Redis has lost {} acknowledged invalidations of this instance; they are sent again", lost.count());
        } else if (event instanceof CacheEvent.MismatchFound mismatch) {
            once(
                    "near entry that is not what Redis has",
                    mismatch.cache(),
                    "an eviction is missing where its source was changed");
        } else if (event instanceof CacheEvent.NotReplicated notReplicated && replicated.getAndSet(false)) {
            log.warn(
                    "A write reached {} replicas of Redis in time, not {}; a failover now could lose some",
                    notReplicated.acknowledged(),
                    notReplicated.wanted());
        } else if (event instanceof CacheEvent.ReplicatedAgain again) {
            replicated.set(true);
            log.info("Writes reach {} replicas of Redis again", again.acknowledged());
        } else if (event instanceof CacheEvent.LoadHung hung) {
            once(
                    "load that does not end",
                    hung.cache(),
                    "after so long nobody waits for it any more, and another instance may load");
        } else if (event instanceof CacheEvent.JournalRead read) {
            log.info(
                    "The journal holds {} invalidations that an earlier process could not send; {} bytes at its end and {} records were unreadable",
                    read.waiting(),
                    read.lost(),
                    read.unknown());
        } else if (event instanceof CacheEvent.JournalFailed failed) {
            log.warn(
                    "The journal of invalidations cannot be written ({}); should this process end before Redis is back, those that wait are lost",
                    failed.reason());
        } else if (event instanceof CacheEvent.JournalRestored restored) {
            log.info("The journal can be written again and holds all {} invalidations that wait", restored.waiting());
        } else {
            log.debug("{}", event);
        }
    }

    /** A cache that fills its Redis, which then drops what was used least, is as it should be. */
    private static void fillingUp(CacheEvent.MemoryFillingUp filling) {
        long percent = Math.round(100.0 * filling.used() / filling.maximum());
        if (filling.policy().equals("noeviction")) {
            log.warn(
                    "Redis at {} uses {} % of its memory ({} of {} bytes), policy {}{}; raise 'maxmemory' or shorten 'time-to-live'",
                    filling.server(),
                    percent,
                    filling.used(),
                    filling.maximum(),
                    filling.policy(),
                    filling.fullIn() == null ? "" : ", and is full in " + filling.fullIn() + " at this rate");
        } else {
            log.info(
                    "Redis at {} uses {} % of its memory ({} of {} bytes); when it is full it makes room, by its policy {}",
                    filling.server(), percent, filling.used(), filling.maximum(), filling.policy());
        }
    }

    /** One that only comes too late is tried again, and works then. */
    private static boolean isRefusedBus(CacheEvent.RemoteFailed failed) {
        return failed.operation().equals(CacheEvent.RemoteFailed.SUBSCRIBE)
                && failed.reason().startsWith("Redis refuses");
    }

    /** One line for each reason. */
    private void once(String kind, String cache, String reason) {
        log(seen.size() < MAXIMUM_KINDS && seen.add(kind + cache + reason), kind, cache, reason);
    }

    /** One line for the first, whatever its reason. */
    private void first(String kind, String cache, String reason) {
        log(kinds.size() < MAXIMUM_KINDS && kinds.add(kind + cache), kind, cache, reason);
    }

    private static void log(boolean first, String kind, String cache, String reason) {
        if (first) {
            log.warn("Cache '{}' met a {} (further ones of this kind are logged at DEBUG): {}", cache, kind, reason);
        } else {
            log.debug("Cache '{}' met a {}: {}", cache, kind, reason);
        }
    }
}
