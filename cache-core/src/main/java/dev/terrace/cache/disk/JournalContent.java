package dev.terrace.cache.disk;

import dev.terrace.cache.tier.InvalidationJournal.Waiting;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a journal says.
 *
 * @param waiting what was not forgotten, in its order
 * @param lost the bytes at the end that are no record, because the process or the machine stopped in the middle of one
 * @param unknown how many records are whole and were not understood
 */
record JournalContent(List<Waiting> waiting, int lost, int unknown) {

    /** The records behind a header of this length. */
    static JournalContent of(byte[] content, int header) {
        ByteBuffer bytes = ByteBuffer.wrap(content, header, content.length - header);
        Map<Long, Waiting> waiting = new LinkedHashMap<>();
        int unknown = 0;
        int whole = header;
        for (byte[] body = JournalRecord.next(bytes); body != null; body = JournalRecord.next(bytes)) {
            whole = bytes.position();
            JournalRecord record = JournalRecord.parse(body);
            if (record instanceof JournalRecord.Begun begun) {
                waiting.put(begun.id(), begun.waiting());
            } else if (record instanceof JournalRecord.Forgotten forgotten) {
                forgotten.ids().forEach(waiting::remove);
            } else {
                unknown++;
            }
        }
        return new JournalContent(new ArrayList<>(waiting.values()), content.length - whole, unknown);
    }
}
