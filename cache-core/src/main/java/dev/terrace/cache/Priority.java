package dev.terrace.cache;

/** What happens to an entry when the near tier is full. In the remote tier all are alike. */
public enum Priority {
    /** It is in the remote tier alone; near only if there is none, or while it is away. */
    LOW,
    /** It stays as long as it is read more often than others. */
    NORMAL,
    /** A quarter of the near tier is kept for such entries; of too many, those that came first are kept as {@link #NORMAL}. */
    HIGH,
    /**
     * It is pinned: it stays until its life ends or it is invalidated. At most half of the near tier may be; what would be beyond that
     * is kept as {@link #HIGH}.
     */
    CRITICAL
}
