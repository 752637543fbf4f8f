package dev.terrace.cache.codec;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Things that are dear to make and serve one thread at a time. As many as this pool is large wait for their next use, so that a
 * thousand threads leave no thousand of them behind; if none waits, one is made. Nobody waits. Thread-safe.
 */
final class Pool<T> {

    private final @Nullable BlockingQueue<T> idle;
    private final Supplier<T> make;
    private final Consumer<T> close;

    /** @param size 0 to keep none */
    Pool(int size, Supplier<T> make, Consumer<T> close) {
        this.idle = size == 0 ? null : new ArrayBlockingQueue<>(size);
        this.make = make;
        this.close = close;
    }

    /** Twice as many as there are processors: so many work at once, and some have just been interrupted. */
    static int usualSize() {
        return 2 * Runtime.getRuntime().availableProcessors();
    }

    T take() {
        T waiting = idle != null ? idle.poll() : null;
        return waiting != null ? waiting : make.get();
    }

    void give(T used) {
        if (idle == null || !idle.offer(used)) {
            close.accept(used);
        }
    }
}
