package dev.terrace.cache.engine;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.CacheStatistics;
import dev.terrace.cache.coherence.LaneStatus;
import dev.terrace.cache.coherence.LaneStatus.CircuitState;
import dev.terrace.cache.coherence.RemoteCoherence;
import dev.terrace.cache.engine.KnownInstances.Seen;
import dev.terrace.cache.tier.InstanceState;
import dev.terrace.cache.tier.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** The instances of a namespace: says how this one is, and remembers what the others said last. Thread-safe. */
final class Fleet {

    private final RemoteCoherence coherence;
    private final NearRegistry caches;
    private final CacheClock clock;
    private final long startedAt;
    private volatile KnownInstances last;

    Fleet(RemoteCoherence coherence, NearRegistry caches, CacheClock clock) {
        this.coherence = coherence;
        this.caches = caches;
        this.clock = clock;
        this.startedAt = clock.millis();
        this.last = known(List.of());
        coherence.announce(this::state);
    }

    private InstanceState state() {
        List<CacheStatistics> all = caches.statistics();
        long open = coherence.lanes().stream()
                .filter(lane -> lane.circuit() != CircuitState.CLOSED)
                .count();
        return new InstanceState(
                startedAt,
                coherence.isConnected(),
                (int) open,
                coherence.waiting(),
                all.stream().mapToLong(CacheStatistics::nearHits).sum(),
                all.stream().mapToLong(CacheStatistics::remoteHits).sum(),
                all.stream().mapToLong(CacheStatistics::misses).sum(),
                all.stream().mapToLong(CacheStatistics::loads).sum());
    }

    /** Asks the remote tier, with one call. Never fails: while it is away these are the ones that were known last. */
    CompletionStage<KnownInstances> look() {
        return coherence.instances().handle((members, failure) -> {
            if (failure == null) {
                last = known(members);
            }
            return last.withSelf(self());
        });
    }

    private KnownInstances known(List<Member> members) {
        String self = coherence.self().id();
        Stream<Seen> others = members.stream()
                .filter(member -> !member.id().equals(self))
                .map(member -> new Seen(member, false, since(member.lastSync())));
        return new KnownInstances(
                Instant.ofEpochMilli(clock.millis()),
                Stream.concat(Stream.of(self()), others).toList());
    }

    private Seen self() {
        return new Seen(coherence.self(), true, sinceOwnSync());
    }

    private Duration since(long lastSync) {
        return Duration.ofMillis(Math.max(0, coherence.serverMillis() - lastSync));
    }

    private Duration sinceOwnSync() {
        return coherence.lanes().stream()
                .map(LaneStatus::sinceSync)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
