package dev.terrace.cache.soak;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a run.
 *
 * @param fault the one that it has to do with, if any
 * @param instances what each of them counted
 * @param mostLoading how many loads the database had at once, in all of them together
 */
record Stage(Part part, @Nullable Fault fault, List<Counts> instances, long mostLoading) {

    enum Part {
        WARM_UP("warm-up"),
        BEFORE("before"),
        UNNOTICED("until all have noticed"),
        DURING("while it is away"),
        AFTER("after"),
        USERS("1,000 users"),
        REPLACING("instances replaced one by one"),
        REPLACED("afterwards");

        private final String text;

        Part(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    Counts counts() {
        return Counts.of(instances);
    }

    /** Without the others. */
    boolean is(Part wanted, @Nullable Fault of) {
        return part == wanted && fault == of;
    }
}
