package dev.terrace.cache.coherence;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.tier.ActivePattern;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Cleans up in the remote tier behind invalidations of many entries.
 *
 * <p>Behind tags and clears that is for memory's sake, by the instance that asked for them, a while later and for several of them
 * at once. Behind a pattern it is part of the protocol: its old values are invalid only as long as it is active, so its owner
 * first ends all matching leases, that no old value comes any more, then removes the old values, and then retires it. An owner
 * that does not say in time that it still works at it is replaced.
 */
final class Reclaimer {

    private static final Duration DELAY = Duration.ofSeconds(2);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    private static final Duration NEXT_LOOK = Duration.ofSeconds(5);

    private final RemoteTier remote;
    private final ControlView control;
    private final OwnOperations own;
    private final Membership membership;
    private final Sweeper sweeper;
    private final Timer timer;
    private final Supplier<Long> serverMillis;

    private final Set<String> working = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> looks = new ConcurrentHashMap<>();
    private Set<Optional<String>> wanted = new HashSet<>();
    private boolean sweeping;
    private Duration delay = DELAY;

    Reclaimer(
            RemoteTier remote,
            ControlView control,
            OwnOperations own,
            Membership membership,
            Timer timer,
            Supplier<Long> serverMillis) {
        this.remote = remote;
        this.control = control;
        this.own = own;
        this.membership = membership;
        this.sweeper = new Sweeper(remote, timer);
        this.timer = timer;
        this.serverMillis = serverMillis;
    }

    /** An entry of the control lane was applied that this instance wrote. */
    void wrote(LogEntry entry, Invalidation invalidation) {
        if (invalidation instanceof Invalidation.OfTags) {
            sweepSoon(Optional.empty());
        } else if (invalidation instanceof Invalidation.OfCache clear) {
            sweepSoon(Optional.of(clear.cache()));
        } else if (invalidation instanceof Invalidation.OfPattern) {
            timer.after(Duration.ZERO, this::workAtPatterns);
        }
    }

    // ---- tags and clears

    private synchronized void sweepSoon(Optional<String> cache) {
        wanted.add(cache);
        if (!sweeping) {
            sweeping = true;
            timer.after(DELAY, this::sweep);
        }
    }

    private void sweep() {
        Set<Optional<String>> caches = take();
        if (caches.isEmpty() || membership.isClosed()) {
            return;
        }
        CompletionStage<Boolean> all = CompletableFuture.completedFuture(true);
        for (Optional<String> cache :
                caches.contains(Optional.<String>empty()) ? Set.of(Optional.<String>empty()) : caches) {
            all = all.thenCompose(
                    so -> sweeper.removeValues(cache.orElse(null), key -> true, this::isInvalid, this::mayProceed)
                            .thenApply(done -> so && done));
        }
        all.whenComplete((done, failure) -> {
            boolean finished = failure == null && done;
            if (!finished) {
                again(caches);
            }
            timer.after(nextDelay(finished), this::sweep);
        });
    }

    /** What was not finished, since the remote tier went away or did not answer once. */
    private synchronized void again(Set<Optional<String>> caches) {
        wanted.addAll(caches);
    }

    /** A sweep goes through all from the beginning: one that cannot be finished is not tried all the time. */
    private synchronized Duration nextDelay(boolean finished) {
        Duration next = finished ? DELAY : delay;
        Duration longer = next.multipliedBy(2);
        delay = finished ? DELAY : longer.compareTo(LONGEST_DELAY) < 0 ? longer : LONGEST_DELAY;
        return next;
    }

    private synchronized Set<Optional<String>> take() {
        Set<Optional<String>> taken = wanted;
        wanted = new HashSet<>();
        sweeping = !taken.isEmpty();
        return taken;
    }

    private boolean isInvalid(RemoteKey key, Envelope.Header header) {
        return control.validity(key.cache(), header.ctl(), header.tags(), key::text) == Validity.INVALID;
    }

    private CompletionStage<Boolean> mayProceed() {
        return CompletableFuture.completedFuture(membership.isConnected());
    }

    // ---- patterns

    /** Works at the patterns that are this instance's, and at those that their owners have left alone. */
    void workAtPatterns() {
        looks.keySet()
                .retainAll(
                        control.activePatterns().stream().map(ActivePattern::id).collect(Collectors.toSet()));
        for (ActivePattern pattern : control.activePatterns()) {
            boolean due = pattern.owner().equals(own.instance()) || isLeftAlone(pattern);
            if (due && membership.isConnected() && working.add(pattern.id())) {
                Attempt.of(() -> workAt(pattern)).whenComplete((done, failure) -> working.remove(pattern.id()));
            }
        }
    }

    /** Its owner may have asked for more time since; whoever finds that out does not ask again at once. */
    private boolean isLeftAlone(ActivePattern pattern) {
        long now = serverMillis.get();
        return pattern.deadline() < now && looks.getOrDefault(pattern.id(), 0L) < now;
    }

    private CompletionStage<Boolean> stillOurs(ActivePattern pattern) {
        return remote.own(pattern.id(), own.instance(), RemoteTier.PATTERN_OWNERSHIP)
                .thenApply(ours -> {
                    if (ours) {
                        looks.remove(pattern.id());
                    } else {
                        looks.put(pattern.id(), serverMillis.get() + NEXT_LOOK.toMillis());
                    }
                    return ours;
                });
    }

    private CompletionStage<Void> workAt(ActivePattern pattern) {
        KeyPattern.Matcher matcher = pattern.pattern().matcher();
        Supplier<CompletionStage<Boolean>> stillOurs = () -> stillOurs(pattern);
        String cache = pattern.pattern().cache();
        return sweeper.endLeases(cache, matcher::matches, stillOurs)
                .thenCompose(ended -> ended
                        ? sweeper.removeValues(
                                cache, matcher::matches, (key, header) -> header.ctl() < pattern.position(), stillOurs)
                        : CompletableFuture.completedFuture(false))
                .thenCompose(cleaned -> cleaned
                        ? remote.invalidate(new Invalidation.Retired(pattern.id()), own.next(), Position.END)
                                .thenAccept(logged -> {})
                        : CompletableFuture.<Void>completedFuture(null));
    }
}
