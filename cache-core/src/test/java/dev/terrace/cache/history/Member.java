package dev.terrace.cache.history;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.history.Happening.Noticed.What;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.spring.SpringKeys;
import dev.terrace.cache.spring.TerraceCache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One instance of the caches under test, with what it writes down. Each operation is done and recorded here. Thread-safe. */
final class Member implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(1);

    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(20);
    private static final int MOST_TRIES = 100;
    private static final long LONGEST_LOAD_NANOS = Duration.ofMillis(4).toNanos();

    private final int number;
    private final Register register;
    private final HistoryFile file;
    private final Instance instance;
    private final TerraceCache evicted;
    private final TerraceCache written;
    private final AtomicLong values = new AtomicLong();

    /**
     * @param number unique in a run
     */
    Member(int number, Topology topology, String namespace, Path registerFile, Path historyFile, Bug bug)
            throws IOException {
        this.number = number;
        this.register = new Register(registerFile);
        this.file = new HistoryFile(historyFile);
        CachePolicy policy = Policies.leasing(Policies.BOTH, LEASE);
        this.instance = Instance.started(
                new RecordingTier(bug.in(new RedisRemoteTier(namespace, topology.redis())), file, hashes()),
                policy,
                topology.coherence(),
                this::onEvent);
        this.evicted = instance.cache(Keyspace.EVICTED).as(Value.class);
        this.written = instance.cache(Keyspace.WRITTEN).as(Value.class);
    }

    private void onEvent(CacheEvent event) {
        if (event instanceof CacheEvent.GapFound) {
            file.noticed(What.GAP, System.nanoTime());
        } else if (event instanceof CacheEvent.InvalidationsLost) {
            file.noticed(What.LOSS, System.nanoTime());
        } else if (event instanceof CacheEvent.MismatchFound) {
            file.noticed(What.MISMATCH, System.nanoTime());
        }
    }

    private static List<Long> hashes() {
        KeyEncoder encoder = new KeyEncoder(new SpringKeys());
        return IntStream.range(0, Keyspace.KEYS)
                .mapToObj(key -> KeyHash.of(Keyspace.cacheOf(key), encoder.encode(Keyspace.nameOf(key))))
                .toList();
    }

    private TerraceCache cacheOf(int key) {
        return Keyspace.isWritten(key) ? written : evicted;
    }

    private Value newValue(int key, long version, long began) {
        return new Value(key, version, began, (long) number << 40 | values.incrementAndGet());
    }

    // ---- operations

    /** Reads a key, at rest with the number of the rest, else with 0. */
    void read(int key, int rest) {
        EntryOptions options = Keyspace.isWritten(key)
                ? EntryOptions.none()
                : EntryOptions.tagged(Keyspace.tagName(Keyspace.tagOf(key)));
        long invoked = System.nanoTime();
        try {
            CachedValue<Value> got = cacheOf(key).fetch(Keyspace.nameOf(key), () -> load(key, invoked), options);
            file.read(new Happening.Read(number, key, invoked, System.nanoTime(), got.value(), got.origin(), rest));
        } catch (Exception e) {
            throw new IllegalStateException("No loader fails here", e);
        }
    }

    /** The pauses are there so that invalidations come before and after the register is read. */
    private Value load(int key, long asked) {
        long began = System.nanoTime();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_LOAD_NANOS / 2));
        Value value = newValue(key, register.version(key), began);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_LOAD_NANOS / 2));
        file.load(asked, began, System.nanoTime(), value);
        return value;
    }

    /** Writes the register, then evicts. */
    void evict(Target target) {
        Keyspace.keysOf(target).forEach(register::increment);
        long invoked = System.nanoTime();
        if (target instanceof Target.OfKey key) {
            cacheOf(key.key()).evict(Keyspace.nameOf(key.key()));
        } else if (target instanceof Target.OfTag tag) {
            instance.manager().evictByTag(Keyspace.tagName(tag.tag()));
        } else if (target instanceof Target.OfCache cache) {
            (cache.written() ? written : evicted).clear();
        } else if (!evictByPattern((Target.OfPattern) target)) {
            evict(new Target.OfCache(false));
            return;
        }
        file.write(target, invoked, System.nanoTime(), null);
    }

    /** Whether it was accepted: only so many can be active at once. */
    private boolean evictByPattern(Target.OfPattern target) {
        try {
            evicted.evictByPattern("k" + target.digit() + "*");
            return true;
        } catch (TooManyPatternsException e) {
            return false;
        }
    }

    /** Writes the register, then puts. */
    void put(int key) {
        long version = register.increment(key);
        long invoked = System.nanoTime();
        Value value = newValue(key, version, invoked);
        written.put(Keyspace.nameOf(key), value);
        file.write(new Target.OfKey(key), invoked, System.nanoTime(), value);
    }

    /** What is in the cache; loads nothing, and asks again if Redis did not answer. */
    @Nullable
    Value lookUp(int key) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            long failures = file.failures();
            CachedValue<Object> found = cacheOf(key).lookup(Keyspace.nameOf(key));
            if (file.failures() == failures && instance.manager().runtime().isConnected()) {
                return found == null ? null : (Value) found.value();
            }
            sync();
        }
        throw new IllegalStateException("Redis does not answer at rest");
    }

    /** Returns when this instance has sent what it had to send, and read what the others had sent before this call. */
    void sync() {
        CacheRuntime runtime = instance.manager().runtime();
        long from = System.nanoTime();
        do {
            if (System.nanoTime() - from > LONGEST_RECOVERY.toNanos()) {
                throw new IllegalStateException("It did not get in step within " + LONGEST_RECOVERY);
            }
            // One that is under way may have begun earlier.
            runtime.sync().toCompletableFuture().join();
        } while (!runtime.sync().toCompletableFuture().join() || !runtime.isConnected());
        file.recovered(System.nanoTime());
    }

    /** Reads every key. */
    void readAll(int rest) {
        for (int key = 0; key < Keyspace.KEYS; key++) {
            read(key, rest);
        }
    }

    @Override
    public void close() throws IOException {
        instance.close();
        file.close();
    }
}
