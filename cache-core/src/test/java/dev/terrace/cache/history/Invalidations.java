package dev.terrace.cache.history;

import dev.terrace.cache.history.Happening.Acknowledged;
import dev.terrace.cache.history.Happening.Fault;
import dev.terrace.cache.history.Happening.Read;
import dev.terrace.cache.history.Happening.Recovered;
import dev.terrace.cache.history.Happening.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All invalidations with the time from which they count. */
final class Invalidations {

    /** Longer than the owner of a pattern takes to end the leases of a few hundred keys, 64 lanes one after the other. */
    private static final long CLEANING = TimeUnit.SECONDS.toNanos(3);

    /**
     * An invalidation and what became of it.
     *
     * @param effective from when it counts for other instances: when it returned, if it was acknowledged by then, else when it
     *     was, or when its instance had recovered; later if Redis may have forgotten it
     * @param acknowledged when Redis had it; {@link Long#MAX_VALUE} if that is not known
     * @param forgotten what may have made Redis forget it, or null
     */
    record Effect(
            Write write,
            long effective,
            long acknowledged,
            @Nullable Fault forgotten) {

        boolean isDeferred() {
            return acknowledged > write.returned();
        }

        /** Whether it may be ignored at this time, since Redis forgot it and its instance has not said it again. */
        boolean isForgottenAt(long time) {
            return forgotten != null && time >= forgotten.from() && time <= effective;
        }
    }

    private final History history;
    private final List<Effect> all;
    private final Map<Integer, List<Effect>> byKey = new HashMap<>();
    private final Map<Integer, Newest> newest = new HashMap<>();

    Invalidations(History history) {
        this.history = history;
        Map<Integer, List<Acknowledged>> acknowledgements = new HashMap<>();
        history.all(Acknowledged.class).stream()
                .sorted(Comparator.comparingLong(Acknowledged::sent))
                .forEach(ack -> acknowledgements
                        .computeIfAbsent(ack.instance(), i -> new ArrayList<>())
                        .add(ack));
        this.all = history.all(Write.class).stream()
                .map(write -> effectOf(write, acknowledgements.getOrDefault(write.instance(), List.of())))
                .toList();
        for (int key = 0; key < Keyspace.KEYS; key++) {
            int covered = key;
            List<Effect> effects = all.stream()
                    .filter(effect -> effect.write().target().covers(covered))
                    .toList();
            byKey.put(key, effects);
            newest.put(key, new Newest(effects));
        }
    }

    private Effect effectOf(Write write, List<Acknowledged> acknowledgements) {
        // Whatever covers the same and was sent since: the same call, its repetition, or a clear in its place.
        long acknowledged = from(acknowledgements, write.invoked())
                .filter(ack -> ack.target().equals(write.target()) || replaces(ack.target(), write.target()))
                .mapToLong(Acknowledged::received)
                .min()
                .orElse(Long.MAX_VALUE);
        long recovered = history.all(Recovered.class).stream()
                .filter(recovery -> recovery.instance() == write.instance() && recovery.at() > write.returned())
                .mapToLong(Recovered::at)
                .min()
                .orElse(Long.MAX_VALUE);
        long effective = Math.max(write.returned(), Math.min(acknowledged, recovered));
        Fault forgotten = history.forgetting(Math.min(acknowledged, effective));
        long said =
                forgotten == null ? effective : Math.max(effective, history.reissuedAt(forgotten, write.instance()));
        return new Effect(write, said, acknowledged, forgotten);
    }

    private static Stream<Acknowledged> from(List<Acknowledged> acknowledgements, long sent) {
        int low = 0;
        int high = acknowledgements.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (acknowledgements.get(middle).sent() < sent) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return acknowledgements.subList(low, acknowledgements.size()).stream();
    }

    private static boolean replaces(Target clear, Target target) {
        return clear instanceof Target.OfCache
                && Keyspace.keysOf(target).stream().allMatch(clear::covers);
    }

    List<Effect> all() {
        return all;
    }

    List<Effect> of(int key) {
        return byKey.getOrDefault(key, List.of());
    }

    /** Invalidations that were known to their own instance or to all when this read was invoked, and that it did not see. */
    List<Effect> unseenBy(Read read) {
        long settled = history.settledAt(read.value());
        Newest ofKey = newest.get(read.key());
        if (ofKey == null || ofKey.invokedBefore(read.invoked()) <= settled) {
            return List.of();
        }
        return of(read.key()).stream()
                .filter(effect -> effect.write().invoked() > settled)
                .filter(effect -> effect.write().returned() <= read.invoked())
                .toList();
    }

    /** When a call that was not acknowledged at first can no longer land at Redis. */
    long landedBy(Effect effect) {
        return effect.isDeferred()
                ? history.trouble().endOf(effect.write().instance(), effect.effective())
                : effect.effective();
    }

    /** Whether one of them may have had an effect on the key in Redis in this time. */
    boolean interfere(int key, long from, long to) {
        return of(key).stream().anyMatch(effect -> effect.write().invoked() <= to && overBy(effect) >= from);
    }

    /** The owner of a pattern goes on when the call has returned: it ends all leases of matching keys, new ones too. */
    private long overBy(Effect effect) {
        boolean ofPattern = effect.write().target() instanceof Target.OfPattern;
        return landedBy(effect) + (ofPattern ? CLEANING : 0);
    }

    /** The newest invocation among the invalidations that had returned by a time. */
    private static final class Newest {

        private final long[] returned;
        private final long[] invoked;

        Newest(List<Effect> effects) {
            List<Write> writes = effects.stream()
                    .map(Effect::write)
                    .sorted(Comparator.comparingLong(Write::returned))
                    .toList();
            returned = writes.stream().mapToLong(Write::returned).toArray();
            invoked = new long[returned.length];
            long newest = Long.MIN_VALUE;
            for (int i = 0; i < returned.length; i++) {
                newest = Math.max(newest, writes.get(i).invoked());
                invoked[i] = newest;
            }
        }

        long invokedBefore(long time) {
            int low = 0;
            int high = returned.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (returned[middle] <= time) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low == 0 ? Long.MIN_VALUE : invoked[low - 1];
        }
    }
}
