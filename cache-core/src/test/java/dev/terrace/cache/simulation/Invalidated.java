package dev.terrace.cache.simulation;

import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lane;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call that invalidated something, and where the server's present history has it. */
final class Invalidated {

    static final long NEVER = Long.MAX_VALUE;

    final int number;
    final SimulatedInstance by;
    final @Nullable Key key;
    final @Nullable Invalidation many;
    final long invokedAt;

    /** When the call itself came back; its stage may take longer. */
    long returnedAt = NEVER;

    /** The same, in nanoseconds. */
    long returnedWhen = NEVER;

    private final List<Execution> executions = new ArrayList<>();
    private final KeyPattern.@Nullable Matcher pattern;
    private boolean everLost;
    private boolean refused;
    private boolean undone;
    private final Set<String> operations = new HashSet<>();
    private long retiredAt = NEVER;

    /** One landing on the server. */
    record Execution(Lane lane, long at, long position) {}

    private Invalidated(
            int number, SimulatedInstance by, @Nullable Key key, @Nullable Invalidation many, long invokedAt) {
        this.number = number;
        this.by = by;
        this.key = key;
        this.many = many;
        this.pattern = many instanceof Invalidation.OfPattern of ? of.pattern().matcher() : null;
        this.invokedAt = invokedAt;
    }

    static Invalidated of(int number, SimulatedInstance by, Key key, long invokedAt) {
        return new Invalidated(number, by, key, null, invokedAt);
    }

    static Invalidated of(int number, SimulatedInstance by, Invalidation many, long invokedAt) {
        return new Invalidated(number, by, null, many, invokedAt);
    }

    /** Whether this entry of a log, by the same instance, carries it out. */
    boolean isDoneBy(Invalidation logged) {
        if (logged instanceof Invalidation.OfKeys keys) {
            return key != null && keys.hashes().contains(key.remote().hash());
        }
        if (logged instanceof Invalidation.OfTags tags) {
            return many instanceof Invalidation.OfTags mine && tags.tags().containsAll(mine.tags());
        }
        if (logged instanceof Invalidation.OfCache cache) {
            return (key != null && key.cache().equals(cache.cache()))
                    || logged.equals(many)
                    || (many instanceof Invalidation.OfPattern mine
                            && mine.pattern().cache().equals(cache.cache()));
        }
        return logged.equals(many);
    }

    /** Whether some value of this key may be meant. */
    boolean mayConcern(Key any) {
        return key == null || key.equals(any);
    }

    /** Whether this value is meant. */
    boolean concerns(Written value) {
        if (refused || undone) {
            return false;
        }
        if (key != null) {
            return key.equals(value.key);
        }
        if (many instanceof Invalidation.OfTags ofTags) {
            return ofTags.tags().stream().anyMatch(value.tags::contains);
        }
        if (many instanceof Invalidation.OfCache ofCache) {
            return ofCache.cache().equals(value.key.cache());
        }
        return pattern != null && pattern.matches(value.key.remote());
    }

    /** Returns true. */
    boolean executed(Execution execution, String operation) {
        operations.add(operation);
        return executions.add(execution);
    }

    /** Its old values were removed, and it is not active any more. */
    void retired(String operation, long now) {
        if (operations.contains(operation)) {
            retiredAt = now;
        }
    }

    /**
     * A failover gave back what a key lane held at some time. If that was before the old values of a pattern were removed, and the
     * control lane remembers that they were, they are back for good: a residual.
     */
    boolean undoes(Lane lane, long since) {
        boolean now = !undone && retiredAt != NEVER && !lane.isControl() && since < retiredAt;
        undone |= now;
        return now;
    }

    /** It was not carried out, and its caller knows. */
    void refuse() {
        refused = true;
        by.pending.remove(this);
    }

    boolean isRefused() {
        return refused;
    }

    /** A failover took what was written to this lane after a time. */
    void lost(Lane lane, long since) {
        if (executions.removeIf(execution -> execution.lane.equals(lane) && execution.at > since)) {
            everLost = true;
            by.pending.add(this);
        }
    }

    /** Since when the server has it. */
    long effectiveSince() {
        return executions.isEmpty() ? NEVER : executions.get(0).at;
    }

    /** Whether it has ended the lease of its key: a clear in its place does not. */
    boolean hasEndedLeases() {
        return key != null && executions.stream().anyMatch(execution -> !execution.lane.isControl());
    }

    /** When the server got it last; the end of time if it did not yet. */
    long lastExecution() {
        return executions.stream().mapToLong(Execution::at).max().orElse(NEVER);
    }

    boolean isExecuted() {
        return !executions.isEmpty();
    }

    List<Execution> executions() {
        return executions;
    }

    /** Whether the server had it and lost it, at some time. */
    boolean wasLost() {
        return everLost;
    }

    @Override
    public String toString() {
        return "i%d (%s by %s at %.4f, executed %s)"
                .formatted(
                        number,
                        key != null ? "evict " + key : many,
                        by.id(),
                        invokedAt / 1e6,
                        executions.stream()
                                .map(e -> "%.4f".formatted(e.at / 1e6))
                                .toList());
    }
}
