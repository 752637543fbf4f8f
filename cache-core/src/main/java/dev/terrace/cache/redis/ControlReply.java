package dev.terrace.cache.redis;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.tier.ActivePattern;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Fence;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.MalformedLogException;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.TagPositions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the control state out of the reply of JOIN. */
final class ControlReply {

    private static final String CLEAR = "clear:";
    private static final String PATTERN = "pattern:";
    private static final String FENCE = "fence:";

    private final Map<String, Long> clears = new HashMap<>();
    private final List<ActivePattern> patterns = new ArrayList<>();
    private final List<Fence> fences = new ArrayList<>();
    private long cleared = Position.START;
    private long floor = Position.START;

    private ControlReply() {}

    /** @throws CacheConfigurationException if the namespace has another number of lanes */
    static ControlSnapshot snapshotOf(Reply reply, int lanes) {
        int made = (int) reply.number(1);
        if (made != lanes) {
            throw new CacheConfigurationException(
                    "The namespace was made with %d lanes, and this instance has %d".formatted(made, lanes),
                    "set 'terrace.cache.namespace' to a name that this Redis does not know yet, or 'terrace.cache.coherence.lanes' to %d"
                            .formatted(made));
        }
        ControlReply state = new ControlReply();
        reply.map(4).forEach(state::read);
        LogEntry.Cursor tail = new LogEntry.Cursor(reply.position(5), reply.text(6));
        return new ControlSnapshot(
                reply.text(0),
                made,
                state.tags(reply, tail.position()),
                state.clears,
                state.cleared,
                state.patterns,
                state.fences,
                tail,
                reply.millis(7));
    }

    private void read(String field, byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        if (field.startsWith(CLEAR)) {
            clears.put(field.substring(CLEAR.length()), Position.parse(text));
        } else if (field.startsWith(FENCE)) {
            fences.add(new Fence(Position.parse(text), Position.parse(field.substring(FENCE.length()))));
        } else if (field.startsWith(PATTERN)) {
            patterns.add(pattern(field.substring(PATTERN.length()), value));
        } else if (field.equals("cleared")) {
            cleared = Position.parse(text);
        } else if (field.equals("floor")) {
            floor = Position.ofScore((long) Double.parseDouble(text));
        }
    }

    /** {@code id deadline owner record}, the last part in bytes. */
    private static ActivePattern pattern(String operation, byte[] value) {
        String[] texts = new String[3];
        int from = 0;
        for (int i = 0; i < texts.length; i++) {
            int to = from;
            while (to < value.length && value[to] != ' ') {
                to++;
            }
            texts[i] = new String(value, from, to - from, StandardCharsets.UTF_8);
            from = Math.min(to + 1, value.length);
        }
        if (Invalidation.parse(Arrays.copyOfRange(value, from, value.length))
                instanceof Invalidation.OfPattern record) {
            return new ActivePattern(
                    operation, record.pattern(), Position.parse(texts[0]), texts[2], Long.parseLong(texts[1]));
        }
        throw new MalformedLogException("An active pattern that is none");
    }

    private TagPositions tags(Reply reply, long tail) {
        Reply flat = reply.list(2);
        Map<String, Long> positions = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            positions.put(flat.text(i), flat.scoredPosition(i + 1));
        }
        return new TagPositions(positions, positions.size() == reply.number(3) ? floor : tail);
    }
}
