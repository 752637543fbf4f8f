package dev.terrace.cache.simulation;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The database of a run, all values that were made from it and all calls that invalidated them. */
final class History {

    final List<Key> keys;
    private final int[] versions;
    private final List<Written> written = new ArrayList<>();
    private final List<Invalidated> invalidated = new ArrayList<>();

    History(List<Key> keys) {
        this.keys = keys;
        this.versions = new int[keys.size()];
    }

    int version(Key key) {
        return versions[key.number()];
    }

    /** Somebody commits a change of this row. */
    void change(Key key) {
        versions[key.number()]++;
    }

    Written write(Key key, Written.How how, long now, SimulatedInstance by) {
        Written value = new Written(written.size(), key, how, version(key), now, by);
        written.add(value);
        return value;
    }

    /** The value of this text, or null if nobody ever wrote it. */
    @Nullable
    Written find(Object text) {
        if (!(text instanceof String string) || !string.startsWith("w")) {
            return null;
        }
        int number = Integer.parseInt(string, 1, string.length(), 10);
        return number < written.size() ? written.get(number) : null;
    }

    /** The value in these stored bytes. */
    @Nullable
    Written find(byte[] stored) {
        String payload = new String(Envelope.parse(stored).payload().toBytes(), StandardCharsets.UTF_8);
        return find((Object) payload.replace("\"", ""));
    }

    Key find(RemoteKey remote) {
        return keys.stream()
                .filter(key -> key.remote().equals(remote))
                .findFirst()
                .orElseThrow();
    }

    Invalidated invalidate(Key key, long now, SimulatedInstance by) {
        return added(Invalidated.of(invalidated.size(), by, key, now));
    }

    Invalidated invalidate(Invalidation many, long now, SimulatedInstance by) {
        return added(Invalidated.of(invalidated.size(), by, many, now));
    }

    private Invalidated added(Invalidated call) {
        invalidated.add(call);
        return call;
    }

    /** All calls, the last one first, that were invoked after this time. */
    Iterable<Invalidated> invokedAfter(long time) {
        int from = invalidated.size();
        while (from > 0 && invalidated.get(from - 1).invokedAt > time) {
            from--;
        }
        return invalidated.subList(from, invalidated.size());
    }

    List<Invalidated> invalidated() {
        return invalidated;
    }

    /** Returns how many patterns a failover has undone. */
    long lost(Lane lane, long since) {
        invalidated.forEach(call -> call.lost(lane, since));
        return invalidated.stream().filter(call -> call.undoes(lane, since)).count();
    }
}
