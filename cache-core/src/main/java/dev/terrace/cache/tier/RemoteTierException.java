package dev.terrace.cache.tier;

/** The remote tier did not do what it was asked, or did not say so in time. The message holds no key, value or credential. */
public final class RemoteTierException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean accessRefused;

    public RemoteTierException(String reason) {
        this(reason, false);
    }

    private RemoteTierException(String reason, boolean accessRefused) {
        super(reason);
        this.accessRefused = accessRefused;
    }

    /** The server is there but does not let us in: waiting does not help. */
    public static RemoteTierException accessRefused(String reason) {
        return new RemoteTierException(reason, true);
    }

    /** Whether the credentials were refused. */
    public boolean isAccessRefused() {
        return accessRefused;
    }
}
