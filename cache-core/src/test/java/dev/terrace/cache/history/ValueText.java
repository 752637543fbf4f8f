package dev.terrace.cache.history;

import dev.terrace.cache.history.Happening.Load;
import org.jspecify.annotations.Nullable;

/** Values in words. */
final class ValueText {

    private ValueText() {}

    static String of(History history, @Nullable Value value) {
        if (value == null) {
            return "nothing";
        }
        Load load = history.loadOf(value);
        return "version %d of %s, %s"
                .formatted(
                        value.version(),
                        Keyspace.nameOf(value.key()),
                        load == null
                                ? "put at " + history.time(value.began())
                                : "loaded by instance %d from %s to %s"
                                        .formatted(
                                                load.instance(),
                                                history.time(load.began()),
                                                history.time(load.ended())));
    }
}
