package dev.terrace.cache.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The right of a bounded number of loads to run at once; who waits for it is served in turn. Thread-safe, constant time. */
final class LoadSlots {

    /** The turns that come while this thread runs one, to be run after it. */
    private static final ThreadLocal<@Nullable Deque<Runnable>> TURNS = new ThreadLocal<>();

    private final int slots;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int taken;

    LoadSlots(int slots) {
        this.slots = slots;
    }

    synchronized boolean isFull() {
        return taken == slots;
    }

    /** Takes a slot if there is one. */
    synchronized boolean tryTake() {
        if (taken == slots) {
            return false;
        }
        taken++;
        return true;
    }

    /** Takes a slot and runs something, at once on this thread or when there is one, on the thread that frees it. */
    void take(Runnable then) {
        synchronized (this) {
            if (taken == slots) {
                waiting.add(then);
                return;
            }
            taken++;
        }
        then.run();
    }

    /** Ends somebody's wait, in time linear in those who wait. Returns false if it has ended already. */
    synchronized boolean leave(Runnable then) {
        return waiting.remove(then);
    }

    /** Frees a slot, which goes to the one who waits longest. A long line of loads that end at once takes no stack. */
    void free() {
        Runnable next = next();
        Deque<Runnable> mine = TURNS.get();
        if (next != null && mine != null) {
            mine.add(next);
        } else if (next != null) {
            runAll(next);
        }
    }

    private void runAll(Runnable first) {
        Deque<Runnable> mine = new ArrayDeque<>();
        TURNS.set(mine);
        try {
            for (Runnable turn = first; turn != null; turn = mine.poll()) {
                turn.run();
            }
        } finally {
            TURNS.remove();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            taken--;
        }
        return next;
    }
}
