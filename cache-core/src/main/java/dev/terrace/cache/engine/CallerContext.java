package dev.terrace.cache.engine;

import java.util.function.UnaryOperator;

/** What a load on a thread of the cache takes over from the thread of its caller, such as the context of its log. */
@FunctionalInterface
public interface CallerContext {

    /** Nothing is taken over. */
    CallerContext NONE = UnaryOperator::identity;

    /**
     * Called on the caller's thread.
     *
     * @return makes a task that runs in the context of that thread, and leaves that of its own as it was
     */
    UnaryOperator<Runnable> capture();
}
