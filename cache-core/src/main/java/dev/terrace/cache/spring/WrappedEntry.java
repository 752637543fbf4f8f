package dev.terrace.cache.spring;

import dev.terrace.cache.near.NearEntry;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache.ValueWrapper;

/** A near entry with the face of Spring: a hit returns the stored entry itself. */
final class WrappedEntry extends NearEntry implements ValueWrapper {

    WrappedEntry(Draft draft) {
        super(draft);
    }

    @Override
    public @Nullable Object get() {
        return value();
    }
}
