package dev.terrace.cache.figures;

import java.nio.ByteBuffer;
import org.redisson.Redisson;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/** The bare thing: one Redisson client that publishes, and another one with a listener, with the threads that the cache's have. */
final class BareTopic implements AutoCloseable {

    private static final String CHANNEL = "figures-bare";

    /** About what a message of the bus has that names one key. */
    private static final int BYTES = 80;

    private final RedissonClient here;
    private final RedissonClient there;
    private final RTopic topic;

    private volatile long receivedAt;
    private volatile long received = -1;

    BareTopic(String address) {
        here = Redisson.create(config(address));
        there = Redisson.create(config(address));
        topic = here.getTopic(CHANNEL);
        there.getTopic(CHANNEL).addListener(byte[].class, (channel, message) -> {
            receivedAt = System.nanoTime();
            received = ByteBuffer.wrap(message).getLong();
        });
    }

    private static Config config(String address) {
        int threads = Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));
        Config config = new Config();
        config.setThreads(threads).setNettyThreads(threads).setCodec(ByteArrayCodec.INSTANCE);
        config.useSingleServer()
                .setAddress("redis://" + address)
                .setConnectionPoolSize(24)
                .setConnectionMinimumIdleSize(1)
                .setSubscriptionConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(1);
        return config;
    }

    /** Blocks until the server has it. */
    void publish(long number) {
        topic.publish(ByteBuffer.allocate(BYTES).putLong(number).array());
    }

    /** Whether this one was the last to come. */
    boolean hasReceived(long number) {
        return received == number;
    }

    /** When the last one came to the listener. */
    long receivedAt() {
        return receivedAt;
    }

    @Override
    public void close() {
        here.shutdown();
        there.shutdown();
    }
}
