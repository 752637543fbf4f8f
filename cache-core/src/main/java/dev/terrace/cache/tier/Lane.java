package dev.terrace.cache.tier;

import java.util.List;

/**
 * One replayable log of invalidations. A key lane holds what concerns single keys of one hash slot; the control lane holds
 * what concerns many keys at once.
 *
 * @param index the number of a key lane, from 0; -1 for the control lane
 */
public record Lane(int index) {

    /** The lane of tags, clears and patterns. */
    public static final Lane CONTROL = new Lane(-1);

    /** The key lane of a key with this hash, among so many. */
    public static Lane of(long keyHash, int lanes) {
        return new Lane((int) Long.remainderUnsigned(keyHash, lanes));
    }

    /**
     * The one lane of all these keys, for a step that takes several.
     *
     * @throws IllegalArgumentException if there are none, too many, or keys of different lanes
     */
    public static Lane ofAll(List<RemoteKey> keys, int lanes) {
        if (keys.isEmpty() || keys.size() > RemoteTier.MAXIMUM_BULK) {
            throw new IllegalArgumentException(
                    "%d keys in one step; 1 to %d may be".formatted(keys.size(), RemoteTier.MAXIMUM_BULK));
        }
        Lane lane = of(keys.get(0).hash(), lanes);
        for (RemoteKey key : keys) {
            if (Long.remainderUnsigned(key.hash(), lanes) != lane.index) {
                throw new IllegalArgumentException("Keys of several lanes in one step");
            }
        }
        return lane;
    }

    /** The lane of this {@linkplain #label() label}. */
    public static Lane parse(String label) {
        return label.equals("c") ? CONTROL : new Lane(Integer.parseInt(label));
    }

    public boolean isControl() {
        return index < 0;
    }

    /** The lane in keys and messages: its number, or {@code c}. */
    public String label() {
        return isControl() ? "c" : Integer.toString(index);
    }
}
