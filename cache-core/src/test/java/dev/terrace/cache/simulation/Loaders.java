package dev.terrace.cache.simulation;

/**
 * How the loaders of a run answer.
 *
 * @param conditional which share of them asks whether the old value still holds
 */
record Loaders(double conditional) {

    static Loaders drawn(Scheduler by) {
        return new Loaders(by.chance(0.3) ? 0.5 : 0);
    }
}
