package dev.terrace.cache.spring;

import dev.terrace.cache.codec.CompositeKey;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The key of an entry that belongs to somebody. Arrays are compared by what they hold, as in Spring's {@code SimpleKey}. */
final class ScopedKey {

    private final EntryScope scope;
    private final Object key;
    private final int hash;

    ScopedKey(EntryScope scope, Object key) {
        this.scope = scope;
        this.key = key;
        this.hash = 31 * scope.hashCode() + Arrays.deepHashCode(new Object[] {key});
    }

    /** Nobody's parts are null, which no text is like. */
    CompositeKey parts() {
        return new CompositeKey("scoped", Arrays.asList(scope.user(), scope.segment(), key));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ScopedKey that && scope.equals(that.scope) && Objects.deepEquals(key, that.key));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "a key of " + scope;
    }
}
