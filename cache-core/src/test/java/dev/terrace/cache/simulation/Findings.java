package dev.terrace.cache.simulation;

import dev.terrace.cache.simulation.Simulation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What many runs came to. */
final class Findings {

    private static final int THREADS = 2;

    private final Counts counts = new Counts();
    private final List<Outcome> broken = new ArrayList<>();
    private final int seeds;
    private double seconds;

    private Findings(int seeds) {
        this.seeds = seeds;
    }

    /** Runs the first so many seeds. */
    static Findings of(int seeds) throws InterruptedException {
        Findings findings = new Findings(seeds);
        long began = System.nanoTime();
        AtomicLong next = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> {
                for (long seed = next.getAndIncrement(); seed < seeds; seed = next.getAndIncrement()) {
                    findings.add(new Simulation(seed, Mistake.NONE).run(false));
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        findings.seconds = (System.nanoTime() - began) / 1e9;
        return findings;
    }

    private synchronized void add(Outcome outcome) {
        counts.addAll(outcome.counts());
        if (outcome.violation() != null) {
            broken.add(outcome);
        }
    }

    Counts counts() {
        return counts;
    }

    /** The runs that broke a guarantee, and how to see each again. */
    List<String> broken() {
        return broken.stream()
                .map(outcome -> "%s%n  with %s%n  again: %s"
                        .formatted(outcome.violation(), outcome.shape().faults(), commandFor(outcome.seed())))
                .toList();
    }

    static String commandFor(long seed) {
        return "./mvnw -pl cache-core test -Dtest=CoherenceSimulationTests -Dsimulation.seed=" + seed;
    }

    /** Which share of the reads that gave something came from the near tier. */
    double nearShare() {
        long near = counts.of("near by read");
        return (double) near / (near + counts.of("remote by read") + counts.of("loaded by read"));
    }

    String report() {
        StringBuilder report = new StringBuilder("Simulation: %d seeds in %.1f s, %.1f %% of the reads were near hits%n"
                .formatted(seeds, seconds, 100 * nearShare()));
        for (Map.Entry<String, Long> count : counts.all().entrySet()) {
            report.append(
                    "%,12d  %s%n".formatted(count.getValue(), count.getKey().toLowerCase(Locale.ROOT)));
        }
        return report.toString();
    }
}
