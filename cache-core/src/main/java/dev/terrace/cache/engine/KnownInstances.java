package dev.terrace.cache.engine;

import dev.terrace.cache.tier.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The instances of a namespace, as they were known at a time.
 *
 * @param asOf when that was, by the clock of this instance
 * @param instances each with what it said, this one first, as it is now
 */
public record KnownInstances(Instant asOf, List<Seen> instances) {

    /** Who has not been heard of for so long has missed at least one announcement and the time for another. */
    private static final Duration SILENCE = Duration.ofSeconds(25);

    public KnownInstances {
        instances = instances.stream()
                .sorted(Comparator.comparing((Seen seen) -> !seen.self())
                        .thenComparing(seen -> seen.member().id()))
                .toList();
    }

    /** The same with this one as it is now. */
    KnownInstances withSelf(Seen now) {
        return new KnownInstances(
                asOf,
                Stream.concat(Stream.of(now), instances.stream().filter(seen -> !seen.self()))
                        .toList());
    }

    /**
     * One of them.
     *
     * @param member what it said
     * @param self whether it is this one, which says it now
     * @param sinceSync how long before that time it had last followed the logs
     */
    public record Seen(Member member, boolean self, Duration sinceSync) {

        /** Whether it is in touch with the remote tier, as far as that can be told from here. */
        public boolean isConnected() {
            boolean says = member.state() == null || member.state().connected();
            return says && (self || sinceSync.compareTo(SILENCE) < 0);
        }
    }
}
