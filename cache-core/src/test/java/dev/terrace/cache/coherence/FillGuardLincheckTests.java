package dev.terrace.cache.coherence;

import dev.terrace.cache.fixture.Interleavings;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The fill guard, linearizable to its sequential specification. One task of a key is watched while others of the same key come
 * and go and invalidations pass: two watched tasks could tell that an invalidation poisons one after the other, which nobody
 * needs to be otherwise.
 */
public class FillGuardLincheckTests {

    private static final Interleavings GUARD = new Interleavings(Guard.class, AtomicGuard.class);

    @Test
    void aTaskThatBeganBeforeAnInvalidationIsPoisonedWhateverOthersDo() {
        GUARD.explore(List.of("begin", "poison", "isPoisoned"), List.of("beginAndEndAnother"));
    }

    @Test
    void aTaskIsPoisonedOnlyByWhatItOverlaps() {
        GUARD.explore(List.of("begin", "isPoisoned", "begin", "isPoisoned"), List.of("poison"));
    }

    @Test
    void underStressItIsAnAtomicGuard() {
        GUARD.stress();
    }

    /** What the guard does, as Lincheck calls it. */
    public static final class Guard {

        private static final String KEY = "key";

        private final FillGuard guard = new FillGuard();
        private @Nullable FillTask watched;

        @Operation(nonParallelGroup = "watched")
        public void begin() {
            end();
            watched = guard.begin(KEY, 0, 0, 0);
        }

        @Operation(nonParallelGroup = "watched")
        public boolean isPoisoned() {
            return watched != null && watched.isPoisoned();
        }

        @Operation(nonParallelGroup = "watched")
        public void end() {
            if (watched != null) {
                guard.end(watched);
                watched = null;
            }
        }

        @Operation
        public void beginAndEndAnother() {
            guard.end(guard.begin(KEY, 0, 0, 0));
        }

        @Operation
        public void poison() {
            guard.poison(KEY, null);
        }

        @Operation
        public void poisonAll() {
            guard.poisonAll(KEY::equals);
        }
    }

    /** The same, one step after the other. */
    public static final class AtomicGuard {

        private boolean begun;
        private boolean poisoned;

        public void begin() {
            begun = true;
            poisoned = false;
        }

        public boolean isPoisoned() {
            return poisoned;
        }

        public void end() {
            begun = false;
            poisoned = false;
        }

        public void beginAndEndAnother() {
            // Nobody else sees it.
        }

        public void poison() {
            poisoned = begun;
        }

        public void poisonAll() {
            poison();
        }
    }
}
