package dev.terrace.cache.tier;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What one server of the remote tier says of itself. */
public sealed interface ServerState {

    /** Host and port, as the client reaches it. */
    String address();

    /** How long a PING took, there and back; null if it was not answered. */
    @Nullable
    Duration ping();

    /**
     * A server that did not say.
     *
     * @param reason why, in words that may be logged
     */
    record Untold(String address, @Nullable Duration ping, String reason) implements ServerState {}

    /**
     * A server that did say.
     *
     * @param version of the server; empty if it does not tell
     * @param uptime since it was started
     * @param databases the numbers of those that hold keys, ascending
     * @param replicas as it names them
     */
    record Told(
            String address,
            @Nullable Duration ping,
            Role role,
            String version,
            Duration uptime,
            Memory memory,
            Clients clients,
            Lookups lookups,
            List<Integer> databases,
            List<Replica> replicas)
            implements ServerState {
        public Told {
            databases = List.copyOf(databases);
            replicas = List.copyOf(replicas);
        }
    }

    /** What a server is to the others. */
    enum Role {
        PRIMARY,
        REPLICA;

        /** As it is written for people. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The memory of a server.
     *
     * @param used bytes
     * @param maximum bytes that it may use; 0 if nothing bounds them
     * @param policy what it does when they are used, such as {@code noeviction}; empty if it does not tell
     */
    record Memory(long used, long maximum, String policy) {

        /** The part of the maximum that is used; none if there is no maximum. */
        public OptionalDouble share() {
            return maximum > 0 ? OptionalDouble.of((double) used / maximum) : OptionalDouble.empty();
        }

        /** Whether a full server refuses to write rather than drop something. */
        public boolean refusesWrites() {
            return policy.equals("noeviction");
        }
    }

    /**
     * The connections of a server.
     *
     * @param maximum how many there may be; 0 if it does not tell
     */
    record Clients(int connected, int maximum) {}

    /** How often a key was looked up and found, and how often not, by all clients since the server's start. */
    record Lookups(long hits, long misses) {}

    /**
     * A replica, as its primary sees it.
     *
     * @param state {@code online} once it follows
     * @param behind how many bytes of changes it has not acknowledged
     * @param silence since it last acknowledged any, in whole seconds
     */
    record Replica(String address, String state, long behind, Duration silence) {}
}
