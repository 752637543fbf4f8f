package dev.terrace.cache.history;

import dev.terrace.cache.history.Anomaly.Kind;
import dev.terrace.cache.history.Happening.Read;
import dev.terrace.cache.history.Invalidations.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** G1, G2 and G6: how old what a read got may be. */
final class StalenessRule {

    private final History history;
    private final Invalidations invalidations;

    StalenessRule(History history, Invalidations invalidations) {
        this.history = history;
        this.invalidations = invalidations;
    }

    List<Anomaly> check() {
        List<Anomaly> anomalies = new ArrayList<>();
        for (Read read : history.all(Read.class)) {
            invalidations.unseenBy(read).stream()
                    .map(effect -> broken(read, effect))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(anomalies::add);
        }
        // What is never sent again would never count.
        for (Effect effect : invalidations.all()) {
            if (effect.acknowledged() == Long.MAX_VALUE) {
                anomalies.add(new Anomaly(
                        Kind.A9,
                        effect.write().returned(),
                        "%s of instance %d, invoked at %s, was not acknowledged and never sent again"
                                .formatted(
                                        effect.write().target(),
                                        effect.write().instance(),
                                        history.time(effect.write().invoked()))));
            }
        }
        return anomalies;
    }

    private @Nullable Anomaly broken(Read read, Effect effect) {
        if (effect.isForgottenAt(read.invoked())) {
            return null;
        }
        if (effect.write().instance() == read.instance()) {
            return anomaly(Kind.A2, read, effect);
        }
        Bounds bounds = history.bounds();
        long age = read.invoked() - effect.effective();
        if (age > bounds.staleness() + bounds.degraded()) {
            return anomaly(effect.isDeferred() ? Kind.A9 : Kind.A7, read, effect);
        }
        if (age > bounds.staleness() && !history.trouble().at(read.instance(), read.invoked())) {
            return anomaly(effect.isDeferred() ? Kind.A9 : Kind.A1, read, effect);
        }
        return null;
    }

    private Anomaly anomaly(Kind kind, Read read, Effect effect) {
        return new Anomaly(
                kind,
                read.invoked(),
                "instance %d read %s (%s) at %s, though %s of instance %d, invoked at %s, returned at %s and counts from %s%s"
                        .formatted(
                                read.instance(),
                                ValueText.of(history, read.value()),
                                read.origin(),
                                history.time(read.invoked()),
                                effect.write().target(),
                                effect.write().instance(),
                                history.time(effect.write().invoked()),
                                history.time(effect.write().returned()),
                                history.time(effect.effective()),
                                history.trouble().at(read.instance(), read.invoked()) ? ", in trouble" : ""));
    }
}
