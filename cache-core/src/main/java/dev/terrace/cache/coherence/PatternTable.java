package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.ActivePattern;
import dev.terrace.cache.tier.KeyPattern;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The patterns whose old values may still be about. Few, so a list that is replaced as a whole: readers need no lock; writers
 * hold that of the {@link ControlView}.
 */
final class PatternTable {

    /**
     * @param retired whether the remote tier holds none of its old values any more, though a reply may still carry one
     */
    private record Row(ActivePattern pattern, KeyPattern.Matcher matcher, boolean retired) {
        Row(ActivePattern pattern) {
            this(pattern, pattern.pattern().matcher(), false);
        }
    }

    private volatile List<Row> rows = List.of();

    /** Whether an entry of this key that carries this control position is one of the old ones. */
    boolean isInvalid(String cache, long ctl, Supplier<String> keyText) {
        for (Row row : rows) {
            if (row.pattern.position() > ctl
                    && row.pattern.pattern().cache().equals(cache)
                    && row.matcher.matches(keyText.get())) {
                return true;
            }
        }
        return false;
    }

    /** Those that somebody still has to clean up after. */
    List<ActivePattern> active() {
        return rows.stream().filter(row -> !row.retired).map(Row::pattern).toList();
    }

    void add(ActivePattern pattern) {
        rows = Stream.concat(without(row -> row.pattern.id().equals(pattern.id())), Stream.of(new Row(pattern)))
                .toList();
    }

    void retire(Predicate<ActivePattern> which) {
        rows = rows.stream()
                .map(row -> which.test(row.pattern) ? new Row(row.pattern, row.matcher, true) : row)
                .toList();
    }

    /** Forgets a retired pattern. */
    void forget(String id) {
        rows = without(row -> row.retired && row.pattern.id().equals(id)).toList();
    }

    private Stream<Row> without(Predicate<Row> which) {
        return rows.stream().filter(which.negate());
    }
}
