package dev.terrace.cache.engine;

import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Coding;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.near.NearEntry;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value with what its envelope says of it, as it was read or is about to be written.
 *
 * @param value the value; null if null is cached
 * @param header its header; the stamp is one of the constants here if it is in no remote tier
 * @param bytes the envelope; null if it was not encoded
 * @param weight encoded bytes; 0 if they are not known
 * @param copies makes copies of the value for those who get it; null if they get the value itself
 */
record StoredValue(
        @Nullable Object value,
        Envelope.Header header,
        byte @Nullable [] bytes,
        int weight,
        @Nullable Supplier<Object> copies) {

    StoredValue(
            @Nullable Object value,
            Envelope.Header header,
            byte @Nullable [] bytes,
            @Nullable Supplier<Object> copies) {
        this(value, header, bytes, bytes != null ? bytes.length : 0, copies);
    }

    /** The value as a caller gets it. */
    @Nullable
    Object handedOut() {
        return copies != null ? copies.get() : value;
    }

    /** The stamp of a value that was loaded while its lane was away: nobody else knows of it. */
    static final long LOCAL = 0;

    /** The stamp of a value that is in no remote tier, though its lane is followed: there is none, or a call to it failed. */
    static final long SHARED = 1;

    /** The least stamp of a value that is in the remote tier. */
    static final long FIRST_STAMP = 2;

    private static final long UNSTORED = -1;

    private static final Coding UNCODED = Coding.plain((short) 0);

    /** A value that is passed on to those who wait for it, and kept nowhere. */
    static StoredValue unstored(@Nullable Object value, long ctl, long serverMillis) {
        Envelope.Header header = new Envelope.Header(
                UNCODED,
                value == null,
                UNSTORED,
                ctl,
                serverMillis,
                Long.MAX_VALUE,
                0,
                0,
                null,
                Set.of(),
                "",
                Validators.NONE);
        return new StoredValue(value, header, null, null);
    }

    /** The value of a near entry, whose life is the entry's own matter. */
    static StoredValue of(NearEntry entry) {
        NearEntry.Origin origin = entry.origin();
        Envelope.Header header = new Envelope.Header(
                UNCODED,
                entry.value() == null,
                origin.stamp(),
                origin.ctl(),
                origin.writtenAt(),
                origin.freshMillis(),
                0,
                origin.loadMillis(),
                origin.priority(),
                origin.tags(),
                "",
                origin.validators() != null ? origin.validators() : Validators.NONE);
        return new StoredValue(entry.value(), header, null, origin.weight(), entry.copies());
    }

    long stamp() {
        return header.stamp();
    }

    long ctl() {
        return header.ctl();
    }

    Set<String> tags() {
        return header.tags();
    }

    long writtenAt() {
        return header.writtenAt();
    }

    long freshMillis() {
        return header.freshMillis();
    }

    /** Whether its tags are known: those of a value that was not stored are not. */
    boolean isDescribed() {
        return stamp() != UNSTORED;
    }

    /** Whether it was loaded while its lane was away. */
    boolean isLocal() {
        return stamp() == LOCAL;
    }

    /** Whether the remote tier has it, or had. */
    boolean isStamped() {
        return isStamped(stamp());
    }

    static boolean isStamped(long stamp) {
        return stamp >= FIRST_STAMP;
    }

    /** How long the remote tier keeps it; null for ever. */
    @Nullable
    Duration life() {
        return freshMillis() == Long.MAX_VALUE ? null : Duration.ofMillis(freshMillis() + header.staleMillis());
    }
}
