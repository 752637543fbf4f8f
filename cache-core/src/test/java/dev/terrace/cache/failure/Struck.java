package dev.terrace.cache.failure;

/**
 * A fault that is in force.
 *
 * @param proof fails unless callers have met it; asked after they have called
 * @param cure ends it
 */
record Struck(Step proof, Step cure) {

    /** What a test does. */
    interface Step {
        void run() throws Exception;
    }

    /** One that is over as soon as somebody has met it. */
    static Struck once(Step proof) {
        return new Struck(proof, () -> {});
    }
}
