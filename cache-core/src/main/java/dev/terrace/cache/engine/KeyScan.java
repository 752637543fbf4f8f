package dev.terrace.cache.engine;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.codec.UnreadablePayloadException;
import dev.terrace.cache.coherence.Validity;
import dev.terrace.cache.engine.KeyListing.ListedKey;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.KeyPage;
import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lists the keys of one cache, a page for each call, and keeps nothing in between. First the keys that the remote tier has, by its scan;
 * then those that the near tier alone has. In this order, since reads bring keys from the remote tier into the near one all the time, and
 * hardly ever the other way. A key that is there all the time is listed, and once, unless the server moves its keys about meanwhile; then twice, perhaps.
 *
 * <p>A call looks at some thousand keys of the server at most, whatever caches they are of. Thread-safe.
 */
final class KeyScan {

    private static final int MOST_CALLS = 20;
    private static final int LEAST_AT_ONCE = 10;
    private static final int MOST_AT_ONCE = 500;
    private static final int MOST_CANDIDATES = 5 * RemoteTier.MAXIMUM_BULK;

    private static final Comparator<RemoteKey> BY_HASH = Comparator.comparing(RemoteKey::hash, Long::compareUnsigned);

    private final CacheCore core;
    private final KeyPattern.@Nullable Matcher pattern;
    private final int size;
    private final List<ListedKey> found = new ArrayList<>();
    private final Set<Long> listed = new HashSet<>();
    private int calls;
    private long lookedAt;

    /**
     * @param pattern null for every key
     * @param size so many keys are listed, and somewhat more: a page of the server is not torn, for it might not be the same again
     */
    KeyScan(CacheCore core, KeyPattern.@Nullable Matcher pattern, int size) {
        this.core = core;
        this.pattern = pattern;
        this.size = size;
    }

    /** @param from null for the beginning. Fails if the remote tier does */
    CompletionStage<KeyListing> page(@Nullable KeyCursor from) {
        return go(from != null ? from : KeyCursor.lane(0));
    }

    private CompletionStage<KeyListing> go(KeyCursor cursor) {
        if (found.size() >= size || calls >= MOST_CALLS) {
            return ended(cursor);
        }
        if (cursor.lane() >= nearLane() || !isConnected()) {
            return near(cursor);
        }
        calls++;
        int about = about();
        lookedAt += about;
        return core.remote
                .tier()
                .scan(new Lane(cursor.lane()), RemoteTier.Kind.VALUES, core.name, cursor.from(), about)
                .thenCompose(page -> take(page).thenApply(taken -> cursor.following(page)))
                .thenComposeAsync(this::go, core.parts.executor());
    }

    /** So many keys of the server as there is room for, or more if those before were mostly others'. */
    private int about() {
        int room = size - found.size();
        int wanted =
                lookedAt == 0 ? room : (int) Math.min(MOST_AT_ONCE, (long) room * lookedAt / Math.max(1, found.size()));
        return Math.max(LEAST_AT_ONCE, Math.min(MOST_AT_ONCE, wanted));
    }

    private CompletionStage<?> take(KeyPage page) {
        List<RemoteKey> keys = page.keys().stream()
                .filter(key -> (pattern == null || pattern.matches(key)) && listed.add(key.hash()))
                .toList();
        return held(keys)
                .thenAccept(held ->
                        held.forEach(key -> found.add(new ListedKey(key.text(), isNear(key.hash()), true))));
    }

    /** Of these keys of one lane, those that the remote tier has, and that nothing is known to have invalidated. */
    private CompletionStage<List<RemoteKey>> held(List<RemoteKey> keys) {
        CompletionStage<List<RemoteKey>> all = CompletableFuture.completedFuture(List.of());
        for (int from = 0; from < keys.size(); from += RemoteTier.MAXIMUM_BULK) {
            List<RemoteKey> some = keys.subList(from, Math.min(keys.size(), from + RemoteTier.MAXIMUM_BULK));
            all = all.thenCombine(core.remote.tier().headers(some), (before, headers) -> {
                List<RemoteKey> held = new ArrayList<>(before);
                for (int i = 0; i < some.size(); i++) {
                    if (isValid(some.get(i), headers.get(i))) {
                        held.add(some.get(i));
                    }
                }
                return held;
            });
        }
        return all;
    }

    private boolean isValid(RemoteKey key, byte[] header) {
        try {
            return header.length > 0 && core.validity(key.text(), Envelope.parseHeader(header)) != Validity.INVALID;
        } catch (UnreadablePayloadException e) {
            // Of another version perhaps: it is there.
            return true;
        }
    }

    private boolean isNear(long hash) {
        NearEntry entry = core.parts.near().index().find(hash);
        return core.near != null && entry != null && core.isOwner(entry) && core.near.peek(entry.key()) != null;
    }

    // ---- what the near tier alone has

    private CompletionStage<KeyListing> near(KeyCursor cursor) {
        List<RemoteKey> candidates = candidates(cursor);
        return nearFrom(candidates, cursor, candidates.size() < MOST_CANDIDATES);
    }

    /** @param last whether there are no candidates behind these */
    private CompletionStage<KeyListing> nearFrom(List<RemoteKey> candidates, KeyCursor cursor, boolean last) {
        int room = Math.min(size - found.size(), RemoteTier.MAXIMUM_BULK);
        if (candidates.isEmpty() || room <= 0) {
            return ended(candidates.isEmpty() && last ? null : cursor);
        }
        List<RemoteKey> some = candidates.subList(0, Math.min(room, candidates.size()));
        List<RemoteKey> rest = candidates.subList(some.size(), candidates.size());
        KeyCursor then =
                KeyCursor.lane(nearLane()).behind(some.get(some.size() - 1).hash());
        return listedBefore(some)
                .thenComposeAsync(
                        remote -> {
                            some.stream()
                                    .filter(key -> !remote.contains(key))
                                    .forEach(key -> found.add(new ListedKey(key.text(), true, false)));
                            return nearFrom(rest, then, last);
                        },
                        core.parts.executor());
    }

    private int nearLane() {
        return core.remote.exists() ? core.remote.tier().lanes() : 0;
    }

    /** The first near keys in the order of their hashes; linear in the number of all, and never holds more than it returns. */
    private List<RemoteKey> candidates(KeyCursor cursor) {
        if (core.near == null) {
            return List.of();
        }
        boolean within = cursor.lane() >= nearLane();
        PriorityQueue<RemoteKey> first = new PriorityQueue<>(BY_HASH.reversed());
        core.near.tier().keys().stream()
                .map(core.near::peek)
                .filter(Objects::nonNull)
                .map(this::named)
                .filter(key -> key != null
                        && (!within || cursor.isBehind(key.hash()))
                        && (pattern == null || pattern.matches(key)))
                .forEach(key -> {
                    first.add(key);
                    if (first.size() > MOST_CANDIDATES) {
                        first.remove();
                    }
                });
        return first.stream().sorted(BY_HASH).toList();
    }

    private @Nullable RemoteKey named(NearEntry entry) {
        String text = core.textOrNull(entry.key());
        return text == null ? null : new RemoteKey(core.name, text, KeyHash.of(core.name, text));
    }

    /** Of these, the ones that the remote tier has. While it is away nobody knows. */
    private CompletionStage<Set<RemoteKey>> listedBefore(List<RemoteKey> keys) {
        CompletionStage<Set<RemoteKey>> all = CompletableFuture.completedFuture(Set.of());
        if (!core.remote.exists() || !isConnected()) {
            return all;
        }
        Map<Lane, List<RemoteKey>> lanes = new LinkedHashMap<>();
        keys.forEach(key -> lanes.computeIfAbsent(
                        Lane.of(key.hash(), core.remote.tier().lanes()), any -> new ArrayList<>())
                .add(key));
        for (List<RemoteKey> lane : lanes.values()) {
            all = all.thenCombine(held(lane), (before, held) -> {
                Set<RemoteKey> remote = new HashSet<>(before);
                remote.addAll(held);
                return remote;
            });
        }
        return all;
    }

    private boolean isConnected() {
        return core.coherence.isConnected(0);
    }

    private CompletionStage<KeyListing> ended(@Nullable KeyCursor next) {
        return CompletableFuture.completedFuture(
                new KeyListing(found, next == null ? null : next.toString(), !core.remote.exists() || isConnected()));
    }
}
