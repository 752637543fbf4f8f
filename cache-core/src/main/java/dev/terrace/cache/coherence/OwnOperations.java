package dev.terrace.cache.coherence;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The operations of this instance: their ids, and which of them the remote tier has acknowledged. An acknowledged one has had
 * its effect here already, so that its message changes nothing; one that lands late is treated as another instance's. Bounded;
 * a forgotten one costs a needless drop. Thread-safe.
 */
final class OwnOperations {

    private static final int CAPACITY = 50_000;

    private final String instance;
    private final AtomicLong counter = new AtomicLong();
    private final Map<String, Boolean> acknowledged = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > CAPACITY;
        }
    };

    /**
     * @param instance unique among all instances of the namespace, without spaces
     */
    OwnOperations(String instance) {
        this.instance = instance;
    }

    String next() {
        return instance + "-" + Long.toString(counter.incrementAndGet(), Character.MAX_RADIX);
    }

    synchronized void acknowledge(String operation) {
        acknowledged.put(operation, Boolean.TRUE);
    }

    boolean isAcknowledged(String operation) {
        if (!operation.startsWith(instance)) {
            return false;
        }
        synchronized (this) {
            return acknowledged.containsKey(operation);
        }
    }
}
