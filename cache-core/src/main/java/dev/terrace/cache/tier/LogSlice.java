package dev.terrace.cache.tier;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a read of a log gave.
 *
 * @param entries the entries from the asked position on, that position included, oldest first, at most as many as one read gives
 * @param complete whether there was nothing behind them
 * @param epoch on the control lane, the {@linkplain ControlSnapshot#epoch epoch}, or null if the control keys are lost; on a key
 *     lane always null
 * @param serverMillis the server's clock, milliseconds since the epoch
 */
public record LogSlice(
        List<LogEntry> entries, boolean complete, @Nullable String epoch, long serverMillis) {
    public LogSlice {
        entries = List.copyOf(entries);
    }
}
