package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.Priority;
import dev.terrace.cache.Validators;
import dev.terrace.cache.codec.Coding;
import dev.terrace.cache.codec.Content;
import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.Payload;
import dev.terrace.cache.codec.UnreadablePayloadException;
import dev.terrace.cache.codec.ValueFormat;
import dev.terrace.cache.engine.CacheCore.EntryKey;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Turns values of one cache into what the tiers hold, by its policy, and back. Thread-safe. */
final class EntryWriter {

    private static final Coding UNCODED = Coding.plain((short) 0);

    private final CachePolicy policy;
    private final @Nullable ValueFormat format;
    private final EntryLives lives;
    private final RemoteNames names;
    private final RandomGenerator random;

    /** @param format null for a cache that encodes nothing */
    EntryWriter(CachePolicy policy, @Nullable ValueFormat format, EntryLives lives, EngineParts parts) {
        this.policy = policy;
        this.format = format;
        this.lives = lives;
        this.names = parts.names();
        this.random = parts.random();
    }

    /**
     * How a value came about.
     *
     * @param ctl the control position that was applied before it was loaded
     * @param serverMillis now, by the server's clock
     * @param loadMillis how long the load took
     * @param validators what its source is asked with
     * @param previous the value that it replaces, if that is known
     */
    record Source(
            long ctl,
            long serverMillis,
            long loadMillis,
            Validators validators,
            @Nullable StoredValue previous) {
        int cappedLoadMillis() {
            return (int) Math.min(loadMillis, Integer.MAX_VALUE);
        }
    }

    /**
     * What an entry asks for, in the words of the remote tier.
     *
     * @param tags as the remote tier names them
     * @param freshMillis its life; {@link Long#MAX_VALUE} for ever
     * @param priority null for that of the policy
     */
    private record Traits(
            Set<String> tags, long freshMillis, @Nullable Priority priority) {}

    private Traits traits(EntryKey key, @Nullable Object value, EntryDescription entry, Source source) {
        EntryOptions options = entry.options().apply(value);
        return new Traits(
                names.ofTags(options.tags()),
                lives.freshMillis(key.near(), value, options.timeToLive(), source.previous()),
                options.priority());
    }

    /**
     * Describes a value that is about to be written to the remote tier.
     *
     * @throws dev.terrace.cache.codec.UnencodableValueException if it cannot be encoded
     * @throws dev.terrace.cache.codec.TooLargeException if it takes more bytes than it may
     */
    StoredValue describe(EntryKey key, @Nullable Object value, EntryDescription entry, Source source) {
        return describe(key, value, entry.type(), traits(key, value, entry, source), source);
    }

    private StoredValue describe(EntryKey key, @Nullable Object value, Type declared, Traits traits, Source source) {
        ValueFormat writing = Objects.requireNonNull(format, "A cache without a remote tier has nothing to encode");
        Content content = writing.encode(value, declared);
        Envelope.Header header = header(value, traits, source, newStamp(), content);
        return new StoredValue(
                value, header, writing.seal(header, content, place(writing, key)), copies(value, declared));
    }

    /**
     * The same value for the near tier alone, for lack of a remote one. It is encoded only if that is how it is weighed.
     *
     * @param stamp {@link StoredValue#LOCAL} or {@link StoredValue#SHARED}
     */
    StoredValue describeNear(EntryKey key, @Nullable Object value, EntryDescription entry, Source source, long stamp) {
        int weight = 0;
        if (value != null && format != null && policy.near().maximumWeight() != null) {
            weight = format.encode(value, entry.type()).payload().length();
        }
        Envelope.Header header = header(value, traits(key, value, entry, source), source, stamp, null);
        return new StoredValue(value, header, null, weight, copies(value, entry.type()));
    }

    /** Whether a value that was found unchanged can begin a new life without being sent again. */
    boolean canFreshen() {
        return format != null && format.canFreshen();
    }

    /**
     * A value that was found unchanged, as it begins a new life: with the tags that it had.
     *
     * @param options says its life, if not the policy does
     * @param stamp its stamp from now on
     */
    StoredValue freshen(EntryKey key, StoredValue unchanged, EntryOptions options, Source source, long stamp) {
        Envelope.Header old = unchanged.header();
        Content content = new Content(Payload.EMPTY, old.type(), old.coding());
        Envelope.Header dates = header(unchanged.value(), unchanged(key, unchanged, options), source, stamp, content);
        return new StoredValue(unchanged.value(), dates, null, unchanged.weight(), unchanged.copies());
    }

    /** The same, as it is sent again. */
    StoredValue rewrite(
            EntryKey key, StoredValue unchanged, EntryDescription entry, EntryOptions options, Source source) {
        return describe(key, unchanged.value(), entry.type(), unchanged(key, unchanged, options), source);
    }

    private Traits unchanged(EntryKey key, StoredValue unchanged, EntryOptions options) {
        return new Traits(
                unchanged.tags(),
                lives.freshMillis(key.near(), unchanged.value(), options.timeToLive(), unchanged),
                unchanged.header().priority());
    }

    /** A stamp that no other write has. */
    long newStamp() {
        return random.nextLong(StoredValue.FIRST_STAMP, Long.MAX_VALUE);
    }

    private Envelope.Header header(
            @Nullable Object value, Traits traits, Source source, long stamp, @Nullable Content content) {
        return new Envelope.Header(
                content != null ? content.coding() : UNCODED,
                value == null,
                stamp,
                source.ctl(),
                source.serverMillis(),
                traits.freshMillis(),
                lives.keptMillis(traits.freshMillis()),
                source.cappedLoadMillis(),
                traits.priority(),
                traits.tags(),
                content != null ? content.type() : "",
                source.validators());
    }

    /**
     * The value in these bytes.
     *
     * @throws UnreadablePayloadException if there is none that this instance can read
     */
    StoredValue parse(EntryKey key, byte[] stored, EntryDescription entry) {
        ValueFormat reading = Objects.requireNonNull(format, "A cache without a remote tier has nothing to decode");
        ValueFormat.Opened opened = reading.open(stored, entry.type(), place(reading, key));
        return new StoredValue(opened.value(), opened.header(), stored, copies(opened.value(), entry.type()));
    }

    private static String place(ValueFormat format, EntryKey key) {
        return format.isBound() ? key.place() : "";
    }

    private @Nullable Supplier<Object> copies(@Nullable Object value, Type declared) {
        return value == null || policy.near().copy() == CachePolicy.Copy.NONE || Immutables.contain(value)
                ? null
                : Objects.requireNonNull(format, "A cache that copies has a codec")
                        .copies(value, declared);
    }

    /** Whether the value in these bytes, of another writer, is another one than this. False if that cannot be told. */
    boolean isOther(EntryKey key, @Nullable Object value, byte[] stored) {
        ValueFormat reading = Objects.requireNonNull(format);
        try {
            Object other =
                    reading.open(stored, Object.class, place(reading, key)).value();
            return (value == null || other == null) ? value != other : !reading.isSame(value, other);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return false;
        }
    }

    /** Whether this value may be kept at all. */
    boolean mayKeep(@Nullable Object value) {
        return value != null || policy.nullValues().enabled();
    }
}
