package dev.terrace.cache.tier;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The port to what the servers of a remote tier say of themselves. It is for whoever watches them, and no part of the protocol: a
 * tier works as well without it. Thread-safe; nothing here blocks.
 */
public interface RemoteServers {

    /**
     * Asks every primary, all at once.
     *
     * @return one for each primary, ordered by address; one that does not answer or does not let us ask is {@link
     *     ServerState.Untold}. Fails only if it is not known which servers there are, as before the first of them was reached
     */
    CompletionStage<List<ServerState>> servers();
}
