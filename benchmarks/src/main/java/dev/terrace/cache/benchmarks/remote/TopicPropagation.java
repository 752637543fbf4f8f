package dev.terrace.cache.benchmarks.remote;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/** A topic of Redisson, from one client to another. */
final class TopicPropagation implements Propagation {

    private static final String NAME = "benchmark";
    private static final long LONGEST_SECONDS = 10;

    private final RedissonClient from;
    private final RedissonClient to;
    private final RTopic topic;
    private final Semaphore seen = new Semaphore(0);

    TopicPropagation(RedissonClient from, RedissonClient to) {
        this.from = from;
        this.to = to;
        this.topic = from.getTopic(NAME, StringCodec.INSTANCE);
        to.getTopic(NAME, StringCodec.INSTANCE).addListener(String.class, (channel, message) -> seen.release());
    }

    @Override
    public void arrange() {
        if (seen.availablePermits() != 0) {
            throw new IllegalStateException("Seen twice");
        }
    }

    @Override
    public void send() {
        if (topic.publish("product:000000") != 1) {
            throw new IllegalStateException("Nobody listens");
        }
    }

    @Override
    public void awaitSeen() throws InterruptedException {
        if (!seen.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Not seen");
        }
    }

    @Override
    public void close() {
        from.shutdown();
        to.shutdown();
    }
}
