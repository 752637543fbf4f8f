package dev.terrace.cache.simulation;

/** A guarantee was broken. */
final class Violation extends AssertionError {

    private static final long serialVersionUID = 1L;

    Violation(String guarantee, String what) {
        super(guarantee + ": " + what);
    }
}
