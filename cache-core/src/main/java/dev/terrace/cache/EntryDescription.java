package dev.terrace.cache;

import java.lang.reflect.Type;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a caller knows of an entry before it is read or written.
 *
 * @param type the type as which values are read, generics included; {@code Object.class} if it is not known, and then a value
 *     is read as what its writer said it was
 * @param options what to store it with, asked only when something is stored, with the value
 * @param consistency how new what is read must be
 */
public record EntryDescription(Type type, Function<@Nullable Object, EntryOptions> options, Consistency consistency) {

    private static final EntryDescription UNKNOWN = of(Object.class);

    /** Read within the bound. */
    public EntryDescription(Type type, Function<@Nullable Object, EntryOptions> options) {
        this(type, options, Consistency.BOUNDED);
    }

    /** Nothing is known. */
    public static EntryDescription unknown() {
        return UNKNOWN;
    }

    /** Values of this type, stored by the policy of the cache. */
    public static EntryDescription of(Type type) {
        return new EntryDescription(type, value -> EntryOptions.none());
    }

    /** The same type, stored with these options. */
    public EntryDescription with(EntryOptions entryOptions) {
        return new EntryDescription(type, value -> entryOptions, consistency);
    }

    /** The same, read so. */
    public EntryDescription with(Consistency other) {
        return new EntryDescription(type, options, other);
    }

    /** Whether reads must ask the remote tier. */
    public boolean isStrong() {
        return consistency == Consistency.STRONG;
    }
}
