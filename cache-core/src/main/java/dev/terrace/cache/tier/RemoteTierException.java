package dev.terrace.cache.tier;

/** The remote tier did not do what it was asked, or did not say so in time. The message holds no key, value or credential. */
public final class RemoteTierException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the caller may make of it. */
    private enum Kind {
        ANY,
        ACCESS_REFUSED,
        OUT_OF_MEMORY
    }

    private final Kind kind;

    public RemoteTierException(String reason) {
        this(reason, Kind.ANY);
    }

    private RemoteTierException(String reason, Kind kind) {
        super(reason);
        this.kind = kind;
    }

    /** The server is there but does not let us in: waiting does not help. */
    public static RemoteTierException accessRefused(String reason) {
        return new RemoteTierException(reason, Kind.ACCESS_REFUSED);
    }

    /** Whether the credentials were refused. */
    public boolean isAccessRefused() {
        return kind == Kind.ACCESS_REFUSED;
    }

    /** The server is there and answers, but has no room for what it was to store. */
    public static RemoteTierException outOfMemory(String reason) {
        return new RemoteTierException(reason, Kind.OUT_OF_MEMORY);
    }

    /** Whether there was no room, so that another call may succeed. */
    public boolean isOutOfMemory() {
        return kind == Kind.OUT_OF_MEMORY;
    }
}
