package dev.terrace.cache.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds hash tags by the slot of a Redis Cluster that they lead to: CRC16/XMODEM modulo 16384, as the cluster specification
 * says. Checksums are continued from that of a common beginning, since thousands of lanes try millions of tags. Not thread-safe.
 */
final class Slots {

    private static final int COUNT = 16384;
    private static final int POLYNOMIAL = 0x1021;
    private static final int[] TABLE = new int[256];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            }
            TABLE[i] = crc & 0xFFFF;
        }
    }

    private final List<byte[]> salts = new ArrayList<>();

    /** The first number that, behind this beginning, makes a tag of the given share of all slots. */
    int saltFor(String beginning, int share, int shares) {
        int begun = checksum(0, beginning.getBytes(StandardCharsets.US_ASCII));
        for (int salt = 0; ; salt++) {
            if (salt == salts.size()) {
                salts.add(Integer.toString(salt).getBytes(StandardCharsets.US_ASCII));
            }
            if (checksum(begun, salts.get(salt)) % COUNT * shares / COUNT == share) {
                return salt;
            }
        }
    }

    private static int checksum(int begun, byte[] bytes) {
        int crc = begun;
        for (byte b : bytes) {
            crc = (crc << 8 ^ TABLE[(crc >>> 8 ^ b) & 0xFF]) & 0xFFFF;
        }
        return crc;
    }
}
