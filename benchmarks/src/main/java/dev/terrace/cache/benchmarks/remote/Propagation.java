package dev.terrace.cache.benchmarks.remote;

/** A way for one side to tell the other. */
interface Propagation extends AutoCloseable {

    /** Makes ready for the next one. */
    void arrange();

    /** Returns when the server has acknowledged it. */
    void send();

    /** Returns when the other side has seen it. */
    void awaitSeen() throws InterruptedException;

    @Override
    void close();
}
