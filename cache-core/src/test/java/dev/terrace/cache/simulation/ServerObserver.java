package dev.terrace.cache.simulation;

import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;

/** Sees what a server does in the moment in which it does it. */
interface ServerObserver {

    /** An entry was appended to the log of a lane; it and its effect are one. */
    default void invalidated(Lane lane, Invalidation invalidation, String operation, long position) {}

    /** A value was stored. */
    default void stored(RemoteKey key, byte[] value) {}

    /** A lease was renewed by its holder. */
    default void renewed(RemoteKey key, String token) {}

    /** A lease was ended, if there was one, by who removes the values of a pattern. */
    default void leaseEnded(RemoteKey key) {}

    ServerObserver NOBODY = new ServerObserver() {};
}
