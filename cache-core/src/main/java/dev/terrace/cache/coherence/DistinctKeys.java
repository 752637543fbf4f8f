package dev.terrace.cache.coherence;

import dev.terrace.cache.Matches;
import java.util.TreeSet;

/**
 * Counts keys that may come more than once, in bounded memory: it keeps the least hashes, unsigned. As long as these are all,
 * the count is exact; beyond, it is estimated by how densely they lie, since the hashes of keys are uniform, with a standard error
 * of one by the root of their number (Bar-Yossef et al., RANDOM 2002; the unbiased form: Beyer et al., SIGMOD 2007). Not
 * thread-safe.
 */
final class DistinctKeys {

    /** Standard error 0.4 %, some 4 MB. */
    static final int MOST = 65_536;

    private static final double HASHES = 0x1p53;

    private final int most;
    private final TreeSet<Long> least = new TreeSet<>(Long::compareUnsigned);
    private boolean complete = true;

    DistinctKeys(int most) {
        this.most = most;
    }

    void add(long hash) {
        if (least.size() < most) {
            least.add(hash);
        } else if (Long.compareUnsigned(hash, least.last()) < 0) {
            if (least.add(hash)) {
                least.pollLast();
                complete = false;
            }
        } else if (hash != least.last()) {
            complete = false;
        }
    }

    Matches matches() {
        if (complete) {
            return new Matches(least.size(), true);
        }
        double share = ((least.last() >>> 11) + 1) / HASHES;
        return new Matches(Math.round((most - 1) / share), false);
    }
}
