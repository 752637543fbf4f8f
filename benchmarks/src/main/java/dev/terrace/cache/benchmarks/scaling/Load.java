package dev.terrace.cache.benchmarks.scaling;

/**
 * What a server does in a second.
 *
 * @param cores of this machine, busy all the time
 */
record Load(double commands, double bytesIn, double bytesOut, double cores) {

    /** An operation so many times a second. */
    static Load of(Cost cost, double rate) {
        return new Load(rate, rate * cost.bytesIn(), rate * cost.bytesOut(), rate * cost.busy() / 1e6);
    }

    Load and(Load other) {
        return new Load(
                commands + other.commands, bytesIn + other.bytesIn, bytesOut + other.bytesOut, cores + other.cores);
    }
}
