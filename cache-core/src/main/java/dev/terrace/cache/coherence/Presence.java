package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.tier.InstanceState;
import dev.terrace.cache.tier.Member;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells the namespace that this instance is here, and how long its entries live at most. */
final class Presence {

    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final RemoteTier remote;
    private final CacheClock clock;
    private final Member member;
    private volatile Supplier<@Nullable InstanceState> state = () -> null;

    private volatile @Nullable Duration longestLife = Duration.ZERO;
    private volatile boolean told;
    private volatile long toldAt;

    Presence(RemoteTier remote, String instance, CacheClock clock) {
        this.remote = remote;
        this.clock = clock;
        this.member = new Member(instance, host(), version(), 0);
    }

    /** As the environment tells it: asking the network may take long. */
    private static String host() {
        return Stream.of("HOSTNAME", "COMPUTERNAME")
                .map(System::getenv)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("unknown");
    }

    static String version() {
        return Optional.ofNullable(Presence.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** From now on some entries live so long; null for ever. */
    synchronized void longestLife(@Nullable Duration life) {
        Duration longest = longestLife;
        if (longest != null && (life == null || life.compareTo(longest) > 0)) {
            longestLife = life;
            told = false;
        }
    }

    /** Called after every sync; tells it now and then, and at once when something is new. */
    void announce() {
        long now = clock.nanoTime();
        if (told && now - toldAt < INTERVAL_NANOS) {
            return;
        }
        told = true;
        toldAt = now;
        remote.announce(withState(), longestLife).whenComplete((done, failure) -> {
            if (failure != null) {
                told = false;
            }
        });
    }

    /** From now on says this of the instance as well. */
    void tell(Supplier<@Nullable InstanceState> newState) {
        state = newState;
    }

    /** This instance as it is now; its last sync is not in it. */
    Member withState() {
        return new Member(member.id(), member.host(), member.version(), 0, state.get());
    }
}
