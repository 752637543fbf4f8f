package dev.terrace.cache.benchmarks.remote;

import dev.terrace.cache.benchmarks.Zipf;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The order in which one thread asks for keys, some of them far more often than others; each thread has its own. */
@State(Scope.Thread)
public class KeySequence {

    private static final AtomicLong SEEDS = new AtomicLong();

    /** So many draws that they do not matter when they come again. */
    private static final int DRAWS = 1 << 18;

    private int[] order = {};
    private int at;

    String next(String[] keys) {
        if (order.length == 0) {
            order = new Zipf(keys.length, Zipf.CUSTOMARY, SEEDS.incrementAndGet()).next(DRAWS);
        }
        at = (at + 1) % order.length;
        return keys[order[at]];
    }
}
