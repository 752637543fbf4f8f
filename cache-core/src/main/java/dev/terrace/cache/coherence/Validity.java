package dev.terrace.cache.coherence;

/** What is known here of an entry's right to be served. */
public enum Validity {
    /** Nothing that concerns it was invalidated since its load began. */
    VALID,
    /** Something was, or may have been and nobody can tell any more. */
    INVALID,
    /** One of its tags is not in the table of this instance; {@link Coherence#lookUp} brings it. */
    UNKNOWN
}
