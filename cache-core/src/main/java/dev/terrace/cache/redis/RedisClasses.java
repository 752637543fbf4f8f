package dev.terrace.cache.redis;

import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;

/** The classes of the client, of which there are about a thousand: loading them takes most of the time of a first connection. */
public final class RedisClasses {

    /** Connected to by nobody: the client asks for nothing before its first command. */
    private static final RedisSettings UNUSED = RedisSettings.of("localhost:6379");

    private RedisClasses() {}

    /** Loads them, as far as that can be done without a connection. Takes some hundred milliseconds, and next to none a second time. */
    public static void load() {
        Redisson.create(UNUSED.toConfig()).shutdown(0, 0, TimeUnit.MILLISECONDS);
    }
}
