package dev.terrace.cache.tier;

import java.util.Map;

/**
 * Where the last invalidations of some tags stand.
 *
 * @param positions the position of each tag that was invalidated
 * @param completeSince every tag that was invalidated behind this position and was asked for is in {@code positions}; whether
 *     another one was invalidated before it is not known any more; {@link Position#END} if the control keys are lost
 */
public record TagPositions(Map<String, Long> positions, long completeSince) {
    public TagPositions {
        positions = Map.copyOf(positions);
    }
}
