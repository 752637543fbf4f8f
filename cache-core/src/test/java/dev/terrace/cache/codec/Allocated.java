package dev.terrace.cache.codec;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Tells what some work takes of the heap. */
public final class Allocated {

    private Allocated() {}

    /** The bytes that this thread allocates for it. */
    public static long by(Runnable work) {
        long before = byNow();
        work.run();
        return byNow() - before;
    }

    /** The bytes that this thread has allocated so far. */
    public static long byNow() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
