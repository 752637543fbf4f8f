package dev.terrace.cache.sample.redis;

import java.io.IOException;

/** Takes the sample's own Redis away and brings it back, so that one sees what the caches do without it. Thread-safe. */
public interface RedisSwitch {

    /** Whether this instance started the Redis; only then it may stop it. */
    boolean isOwned();

    /** Whether the Redis answers. Asks it. */
    boolean isOn();

    /** Where it listens, or listened, on the loopback interface. */
    int port();

    /** Starts it on its port, empty; does nothing if it runs. Waits until it answers. */
    void turnOn() throws IOException, InterruptedException;

    /** Stops it; does nothing if it does not run. Waits until it has ended. */
    void turnOff() throws IOException;
}
