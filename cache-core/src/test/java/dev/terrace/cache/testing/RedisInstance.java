package dev.terrace.cache.testing;

/** One Redis server of one kind, as {@link TestRedis} drives it. Not thread-safe. */
interface RedisInstance {

    /** What it is: {@code url}, {@code container}, {@code process} or {@code embedded}. */
    String kind();

    /** Where clients reach it, credentials and database included. */
    RedisAddress address();

    /** Starts it, for the first time or again, on its one port; returns before it answers. */
    void start();

    /** Why it will never answer, such as the last words of a process that ended; empty while it may. */
    String reasonOfDeath();

    /** Ends it at once (SIGKILL) and returns when it has ended; nothing if it is not running. */
    void kill();

    /** Halts it: connections stay, nothing is answered. */
    void pause();

    /** Lets a halted one go on. */
    void resume();

    /** Ends it and removes what it left behind. */
    void dispose();
}
