package dev.terrace.cache.autoconfigure;

import org.springframework.util.unit.DataSize;

/**
 * How much the near tier of one cache may hold, for those who do not want to count. An entry counts as a kilobyte at least: key and
 * book-keeping need room as well.
 */
enum NearProfile {
    /** 64 MB of encoded values, 65,536 entries. */
    SMALL(64),
    /** 256 MB of encoded values, 262,144 entries. */
    MEDIUM(256),
    /** 512 MB of encoded values, 524,288 entries. */
    LARGE(512);

    private static final long LEAST = DataSize.ofKilobytes(1).toBytes();

    private final long megabytes;

    NearProfile(long megabytes) {
        this.megabytes = megabytes;
    }

    DataSize weight() {
        return DataSize.ofMegabytes(megabytes);
    }

    /** As many entries as the weight allows if all are small. */
    long size() {
        return weight().toBytes() / LEAST;
    }
}
