package dev.terrace.cache.failure;

import java.util.Locale;
import java.util.Set;

/** Everything that can go wrong with one server and the line to it. */
enum Fault {
    CONNECTION_REFUSED(Outage.HERE, LineFaults::refused),
    LINE_SILENT(Outage.HERE, LineFaults::silent),
    COMMANDS_HELD_BACK(Outage.HERE, LineFaults::commandsHeldBack),
    REPLIES_HELD_BACK(Outage.HERE, LineFaults::repliesHeldBack),
    CONNECTIONS_DEAD(Outage.HERE, LineFaults::dead),
    LINE_TOO_SLOW(Outage.HERE, LineFaults::tooSlow),
    LINE_SLOW(Outage.NONE, LineFaults::slow),
    RESET_IN_MID_REPLY(Outage.NONE, LineFaults::resetInReply),
    DATABASE_MISSING(Outage.HERE, LineFaults::databaseMissing),
    ANOTHER_SERVER(Outage.NONE, LineFaults::elsewhere),
    SERVER_KILLED(Outage.EVERYWHERE, ServerFaults::killed),
    SERVER_FROZEN(Outage.EVERYWHERE, ServerFaults::frozen),
    SERVER_LOADING(Outage.EVERYWHERE, ServerFaults::loading),
    SERVER_BUSY(Outage.EVERYWHERE, ServerFaults::busy),
    TOO_MANY_CLIENTS(Outage.EVERYWHERE, ServerFaults::tooManyClients),
    OUT_OF_MEMORY(Outage.NONE, ServerFaults::full),
    KEYS_EVICTED(Outage.NONE, ServerFaults::evicting),
    SCRIPTS_FORGOTTEN(Outage.NONE, DataFaults::scriptsForgotten),
    FLUSHED(Outage.NONE, DataFaults::flushed),
    CONTROL_KEYS_LOST(Outage.NONE, DataFaults::controlKeysLost),
    FOREIGN_BYTES(Outage.NONE, DataFaults::foreignBytes),
    VALUES_OF_ANOTHER_TYPE(Outage.NONE, DataFaults::otherTypes),
    LOGS_OF_ANOTHER_TYPE(Outage.EVERYWHERE, DataFaults::logsOfAnotherType);

    /** Which instances go on without Redis. */
    enum Outage {
        NONE,
        HERE,
        EVERYWHERE
    }

    /** How it begins. */
    interface Strike {
        Struck on(Scene scene) throws Exception;
    }

    private final Outage outage;
    private final Strike strike;

    Fault(Outage outage, Strike strike) {
        this.outage = outage;
        this.strike = strike;
    }

    /** What counts it whenever somebody calls. */
    Set<Counter> moves() {
        if (outage != Outage.NONE || this == OUT_OF_MEMORY) {
            return Set.of(Counter.REMOTE_FAILURES);
        }
        return this == FOREIGN_BYTES || this == VALUES_OF_ANOTHER_TYPE ? Set.of(Counter.REJECTED_PAYLOADS) : Set.of();
    }

    Outage outage() {
        return outage;
    }

    Struck strike(Scene scene) throws Exception {
        return strike.on(scene);
    }

    /** As the page on failure modes has it. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
