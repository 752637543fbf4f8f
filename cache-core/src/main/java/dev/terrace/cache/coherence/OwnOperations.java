package dev.terrace.cache.coherence;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The operations of this instance: their ids, and which of them have their effect here anyway, so that their messages change
 * nothing. That is so from their beginning, since whoever began one forgets the key again when it is acknowledged; an operation
 * that failed may still land late and is treated as another instance's. Bounded; a forgotten one costs a needless drop.
 * Thread-safe.
 */
final class OwnOperations {

    private static final int CAPACITY = 50_000;

    private final String instance;
    private final AtomicLong counter = new AtomicLong();
    private final Map<String, Boolean> begun = new LinkedHashMap<>() {
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

    /** An id for an operation whose effect here comes with its log entry. */
    String next() {
        return instance + "-" + Long.toString(counter.incrementAndGet(), Character.MAX_RADIX);
    }

    /** An id for an operation whose effect here is its caller's business. */
    String begin() {
        String operation = next();
        synchronized (this) {
            begun.put(operation, Boolean.TRUE);
        }
        return operation;
    }

    /** It was not acknowledged. */
    synchronized void failed(String operation) {
        begun.remove(operation);
    }

    /** Whether the log entry of this operation has nothing to change here. */
    boolean isOurs(String operation) {
        if (!operation.startsWith(instance)) {
            return false;
        }
        synchronized (this) {
            return begun.containsKey(operation);
        }
    }
}
