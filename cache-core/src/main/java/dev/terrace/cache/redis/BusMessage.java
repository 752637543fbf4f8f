package dev.terrace.cache.redis;

import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.MalformedLogException;
import dev.terrace.cache.tier.Position;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The form of a message on the bus: {@code lane previous operation id operation records}, the last part in bytes. */
final class BusMessage {

    private static final int TEXT_PARTS = 5;

    private BusMessage() {}

    /**
     * The message in these bytes.
     *
     * @throws MalformedLogException if they are none
     */
    static LogMessage parse(byte[] bytes) {
        String[] texts = new String[TEXT_PARTS];
        int from = 0;
        for (int i = 0; i < TEXT_PARTS; i++) {
            int to = from;
            while (to < bytes.length && bytes[to] != ' ') {
                to++;
            }
            if (to == bytes.length) {
                throw new MalformedLogException("A message that ends in the middle");
            }
            texts[i] = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
            from = to + 1;
        }
        try {
            LogEntry entry =
                    new LogEntry(Position.parse(texts[3]), texts[4], Arrays.copyOfRange(bytes, from, bytes.length));
            LogEntry.Cursor previous = new LogEntry.Cursor(Position.parse(texts[1]), texts[2]);
            return new LogMessage(Lane.parse(texts[0]), previous, entry);
        } catch (IllegalArgumentException e) {
            throw new MalformedLogException("A message without a lane or a position");
        }
    }
}
