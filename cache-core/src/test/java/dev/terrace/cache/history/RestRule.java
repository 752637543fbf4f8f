package dev.terrace.cache.history;

import dev.terrace.cache.history.Anomaly.Kind;
import dev.terrace.cache.history.Happening.AtRest;
import dev.terrace.cache.history.Happening.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** At rest everybody reads what Redis says, and that is what the register says. */
final class RestRule {

    private final History history;
    private final Invalidations invalidations;

    RestRule(History history, Invalidations invalidations) {
        this.history = history;
        this.invalidations = invalidations;
    }

    List<Anomaly> check() {
        Map<List<Integer>, AtRest> expected = new HashMap<>();
        List<Anomaly> anomalies = new ArrayList<>();
        for (AtRest atRest : history.all(AtRest.class)) {
            expected.put(List.of(atRest.rest(), atRest.key()), atRest);
            Value remote = atRest.remote();
            if (remote != null && !Keyspace.isWritten(atRest.key()) && remote.version() != atRest.version()) {
                anomalies.add(new Anomaly(
                        Kind.A4,
                        remote.began(),
                        "at rest %d Redis holds %s; the register holds %d"
                                .formatted(atRest.rest(), ValueText.of(history, remote), atRest.version())));
            }
        }
        for (Read read : history.all(Read.class)) {
            if (read.isAtRest()) {
                String wrong = wrong(read, expected.get(List.of(read.rest(), read.key())));
                if (wrong != null) {
                    anomalies.add(new Anomaly(
                            Kind.A4,
                            read.invoked(),
                            "at rest %d instance %d read %s (%s), %s"
                                    .formatted(
                                            read.rest(),
                                            read.instance(),
                                            ValueText.of(history, read.value()),
                                            read.origin(),
                                            wrong)));
                }
            }
        }
        return anomalies;
    }

    private @Nullable String wrong(Read read, @Nullable AtRest expected) {
        if (!invalidations.unseenBy(read).isEmpty()) {
            return "which was invalidated by "
                    + invalidations.unseenBy(read).get(0).write();
        }
        if (expected == null) {
            return null;
        }
        if (!Keyspace.isWritten(read.key()) && read.value().version() != expected.version()) {
            return "but the register holds " + expected.version();
        }
        return isOther(read.value(), expected.remote())
                ? "but Redis holds " + ValueText.of(history, expected.remote())
                : null;
    }

    /**
     * By what they say, not by their stamps: what was loaded after a call failed, or again after Redis had forgotten it, is
     * another value that says the same.
     */
    private static boolean isOther(Value value, @Nullable Value remote) {
        return remote != null && value.version() != remote.version();
    }
}
