package dev.terrace.cache.redis;

import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Read;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether reads are likely to be hits, by how those of the same cache ended lately. A plain GET costs the server a fraction of what
 * the script does, and in vain the time of one more call. Thread-safe; two answers at once may count as one.
 */
final class LikelyHits {

    private static final int ALWAYS = 1 << 16;
    private static final int INERTIA = 32;

    /** From so many of 16 on a call is spared more often than it is made in vain. */
    private static final int ALMOST_ALL = 15;

    /** So many at once are worth the call that follows for some of them, if half of them are hits. */
    private static final int MANY = 16;

    private final Map<String, Rate> rates = new ConcurrentHashMap<>();

    private static final class Rate {
        private volatile int hits = ALWAYS;
    }

    boolean are(List<Read> reads) {
        int wanted = 0;
        long hits = 0;
        for (Read read : reads) {
            if (read.known() == null) {
                wanted++;
                hits += rate(read.key().cache()).hits;
            }
        }
        long most = (long) wanted * ALWAYS;
        return wanted > 0 && (hits * 16 >= most * ALMOST_ALL || (wanted >= MANY && hits * 2 >= most));
    }

    /**
     * How reads ended; those that had a known value say nothing.
     *
     * @param answers null for what was not there
     */
    void ended(List<Read> reads, List<@Nullable RemoteRead> answers) {
        for (int from = 0, to; from < answers.size(); from = to) {
            String cache = reads.get(from).key().cache();
            Rate rate = rate(cache);
            int hits = rate.hits;
            for (to = from;
                    to < answers.size() && cache.equals(reads.get(to).key().cache());
                    to++) {
                if (reads.get(to).known() == null) {
                    hits += answers.get(to) instanceof RemoteRead.Hit ? (ALWAYS - hits) / INERTIA : -hits / INERTIA;
                }
            }
            rate.hits = hits;
        }
    }

    private Rate rate(String cache) {
        Rate rate = rates.get(cache);
        return rate != null ? rate : rates.computeIfAbsent(cache, any -> new Rate());
    }
}
