package dev.terrace.cache.coherence;

import dev.terrace.cache.tier.KeyPattern;
import dev.terrace.cache.tier.RemoteKey;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The near entries of all caches of this instance, as the protocol sees them. Thread-safe; nothing here blocks. */
public interface NearEntries {

    /** Drops the entry of this hash, if there is one. */
    void drop(long hash);

    /** Drops the entries of a cache that match; linear in their number. */
    void drop(KeyPattern pattern);

    /** The names of the caches. */
    Collection<String> caches();

    /** Some entries that would be served now without asking anybody, at most so many, other ones each time. */
    List<Sample> sample(int most);

    /** One near entry, to be held against the remote tier. */
    interface Sample {

        RemoteKey key();

        /** The stamp that it was read or stored with. */
        long stamp();

        /** Whether it would still be served. */
        boolean isServed();

        /** Reads the remote value and says whether it is another one; false if there is none or that cannot be told. */
        CompletionStage<Boolean> differsFromRemote();

        /** It should not have been served: counts it and drops it. */
        void reject();
    }
}
