package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The advice that the caches have for their application when they start.
 *
 * @param mode what becomes of it
 * @param silenced the kinds that the application does not want to hear
 */
record Advice(Mode mode, Set<Kind> silenced) {

    private static final Logger log = LoggerFactory.getLogger("dev.terrace.cache");

    Advice {
        silenced = Set.copyOf(silenced);
    }

    /** What becomes of advice. */
    enum Mode {
        /** It is written to the log, a WARN each. */
        WARN,
        /** It fails start-up. */
        STRICT
    }

    /** What advice is about. */
    enum Kind {
        /** Nothing separates the keys of this application from those of others. */
        NAMESPACE,
        /** Nobody has said how long entries live. */
        TIME_TO_LIVE,
        /** Nobody has said how much of the near tier's memory is enough. */
        NEAR_SIZE,
        /** Encryption is asked for, and there is no key. */
        ENCRYPTION_KEY,
        /** Compression is asked for, and its library is missing. */
        COMPRESSION,
        /** A full Redis drops what the caches need. */
        EVICTION_POLICY,
        /** A full Redis drops what others keep there. */
        SHARED_SERVER;

        private String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Advises.
     *
     * @param consequence what happens if the advice is not taken
     * @throws CacheConfigurationException if advice must be taken
     */
    void give(Kind kind, String what, String consequence, String remedy) {
        if (silenced.contains(kind)) {
            return;
        }
        if (mode == Mode.STRICT) {
            throw new CacheConfigurationException(what, remedy + ", or set 'terrace.cache.advice: warn'");
        }
        log.warn("{}: {}; {} (or 'terrace.cache.silenced-advice: {}')", what, consequence, remedy, kind.key());
    }

    /** For what is found out when the application has started: then nothing fails any more. */
    Advice afterStart() {
        return new Advice(Mode.WARN, silenced);
    }
}
