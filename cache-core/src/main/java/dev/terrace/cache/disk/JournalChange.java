package dev.terrace.cache.disk;

import dev.terrace.cache.tier.InvalidationJournal.Waiting;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What changed between two times, in records.
 *
 * @param records how many
 * @param bytes the records
 */
record JournalChange(int records, byte[] bytes) {

    /**
     * @param before what waited, with the ids of the records
     * @param now what waits; a new id for what began to wait anew
     */
    static JournalChange between(Map<Waiting, Long> before, Map<Waiting, Long> now) {
        List<Long> gone = new ArrayList<>();
        before.forEach((waiting, id) -> {
            if (!id.equals(now.get(waiting))) {
                gone.add(id);
            }
        });
        Map<Waiting, Long> begun = new LinkedHashMap<>();
        now.forEach((waiting, id) -> {
            if (!id.equals(before.get(waiting))) {
                begun.put(waiting, id);
            }
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!gone.isEmpty()) {
            bytes.writeBytes(JournalRecord.forgotten(gone));
        }
        bytes.writeBytes(JournalRecord.begun(begun));
        return new JournalChange(begun.size() + (gone.isEmpty() ? 0 : 1), bytes.toByteArray());
    }
}
