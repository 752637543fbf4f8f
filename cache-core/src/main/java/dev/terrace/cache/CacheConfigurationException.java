package dev.terrace.cache;

/** A setting that cannot be used: the message says value and reason, {@link #remedy()} what to write instead. */
public final class CacheConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    public CacheConfigurationException(String valueAndReason, String remedy) {
        this(valueAndReason, remedy, null);
    }

    public CacheConfigurationException(
            String valueAndReason, String remedy, @org.jspecify.annotations.Nullable Throwable cause) {
        super(valueAndReason + "; " + remedy, cause);
        this.remedy = remedy;
    }

    /** What to write instead, as a sentence without a capital. */
    public String remedy() {
        return remedy;
    }

    /** The message without the remedy. */
    public String valueAndReason() {
        String message = String.valueOf(getMessage());
        return message.substring(0, message.length() - remedy.length() - 2);
    }
}
