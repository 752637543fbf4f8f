package dev.terrace.cache.history;

/** What an invalidation concerns. */
sealed interface Target {

    boolean covers(int key);

    record OfKey(int key) implements Target {
        @Override
        public boolean covers(int other) {
            return key == other;
        }
    }

    record OfTag(int tag) implements Target {
        @Override
        public boolean covers(int key) {
            return !Keyspace.isWritten(key) && Keyspace.tagOf(key) == tag;
        }
    }

    /** All keys that are only evicted, or all others. */
    record OfCache(boolean written) implements Target {
        @Override
        public boolean covers(int key) {
            return Keyspace.isWritten(key) == written;
        }
    }

    /** The keys that are only evicted whose name begins so: what the glob {@code k<digit>*} matches. */
    record OfPattern(int digit) implements Target {
        @Override
        public boolean covers(int key) {
            return !Keyspace.isWritten(key) && Keyspace.nameOf(key).startsWith("k" + digit);
        }
    }
}
