package dev.terrace.cache.history;

import dev.terrace.cache.history.Anomaly.Kind;
import dev.terrace.cache.history.Happening.Fault;
import dev.terrace.cache.history.Happening.Load;
import dev.terrace.cache.history.Happening.Read;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is read was written, and what an instance reads of a key that is only evicted does not go back. */
final class ValueRule {

    private final History history;
    private final Invalidations invalidations;
    private final Map<Integer, List<Load>> loads;
    private final Map<Value, Boolean> kept = new HashMap<>();

    ValueRule(History history, Invalidations invalidations) {
        this.history = history;
        this.invalidations = invalidations;
        this.loads = history.loadsByKey();
    }

    List<Anomaly> check() {
        List<Anomaly> anomalies = new ArrayList<>();
        for (Read read : history.all(Read.class)) {
            if (read.value().key() != read.key() || !history.isKnown(read.value())) {
                anomalies.add(new Anomaly(
                        Kind.A6,
                        read.invoked(),
                        "instance %d read %s of %s, which nobody made so"
                                .formatted(read.instance(), read.value(), Keyspace.nameOf(read.key()))));
            }
        }
        history.all(Read.class).stream()
                .filter(read -> !Keyspace.isWritten(read.key()))
                .collect(Collectors.groupingBy(read -> List.of(read.instance(), read.key())))
                .values()
                .forEach(reads -> goesBack(reads, anomalies));
        return anomalies;
    }

    /** Each read is held against the newest version that another one had returned before it was invoked. */
    private void goesBack(List<Read> reads, List<Anomaly> anomalies) {
        List<Read> byInvocation =
                reads.stream().sorted(Comparator.comparingLong(Read::invoked)).toList();
        List<Read> byReturn =
                reads.stream().sorted(Comparator.comparingLong(Read::returned)).toList();
        Read newest = null;
        int next = 0;
        for (Read read : byInvocation) {
            for (; next < byReturn.size() && byReturn.get(next).returned() < read.invoked(); next++) {
                Read returned = byReturn.get(next);
                boolean newer = newest == null
                        || returned.value().version() > newest.value().version();
                if (newer && isKept(returned.value())) {
                    newest = returned;
                }
            }
            if (newest != null
                    && read.value().version() < newest.value().version()
                    && !wasRolledBack(newest.value(), read)) {
                anomalies.add(new Anomaly(
                        Kind.A5,
                        read.invoked(),
                        "instance %d read %s at %s, after %s at %s"
                                .formatted(
                                        read.instance(),
                                        ValueText.of(history, read.value()),
                                        history.time(read.invoked()),
                                        ValueText.of(history, newest.value()),
                                        history.time(newest.returned()))));
            }
        }
    }

    private boolean isKept(Value value) {
        return kept.computeIfAbsent(value, this::wasKept);
    }

    /**
     * Whether the load of this value had the key for itself, so that what came of it was stored: a value that only its loader's
     * callers see, since the entry was invalidated meanwhile or Redis was out of reach, may be newer than the stored one.
     */
    private boolean wasKept(Value value) {
        Load load = history.loadOf(value);
        if (load == null || load.ended() - load.asked() >= history.bounds().lease()) {
            return false;
        }
        int key = value.key();
        return !history.trouble()
                        .during(
                                load.instance(),
                                load.asked(),
                                load.ended() + history.bounds().lease())
                && !invalidations.interfere(key, load.asked(), load.ended())
                && loads.getOrDefault(key, List.of()).stream()
                        .noneMatch(other ->
                                !other.equals(load) && other.began() <= load.ended() && other.ended() >= load.asked());
    }

    private boolean wasRolledBack(Value newer, Read read) {
        return history.all(Fault.class).stream()
                .anyMatch(fault -> fault.kind() == Fault.Kind.ROLLED_BACK
                        && newer.began() <= fault.to()
                        && read.returned() >= fault.from()
                        && history.instances().stream()
                                .anyMatch(instance -> read.invoked() <= history.reissuedAt(fault, instance)));
    }
}
