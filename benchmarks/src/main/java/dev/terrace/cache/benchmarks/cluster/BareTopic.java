package dev.terrace.cache.benchmarks.cluster;

import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;

/** The bare thing that an invalidation is compared with: a message of Redisson's topic. */
final class BareTopic {

    private final RTopic topic;
    private volatile long last = -1;

    BareTopic(String address) {
        RedissonClient client = Database.clientOf(address);
        topic = client.getTopic("bare");
        topic.addListener(Long.class, (channel, number) -> last = number);
    }

    /** Blocks until the server has it. */
    void publish(long number) {
        topic.publish(number);
    }

    /** Whether this one was the last to come. */
    boolean hasReceived(long number) {
        return last == number;
    }
}
