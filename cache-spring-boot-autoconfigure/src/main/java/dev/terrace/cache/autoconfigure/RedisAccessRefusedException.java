package dev.terrace.cache.autoconfigure;

/** Redis is there but does not let us in. */
final class RedisAccessRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String source;

    RedisAccessRefusedException(String source, Throwable cause) {
        super("Redis refused the user name or password of " + source, cause);
        this.source = source;
    }

    /** Who said which credentials to use. */
    String source() {
        return source;
    }
}
