package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of the advice that the caches have for their application when they start. */
enum Advice {
    /** It is written to the log, a WARN each. */
    WARN {
        @Override
        void give(String what, String consequence, String remedy) {
            log.warn("{}: {}; {}", what, consequence, remedy);
        }
    },
    /** It fails start-up. */
    STRICT {
        @Override
        void give(String what, String consequence, String remedy) {
            throw new CacheConfigurationException(what, remedy + ", or set 'terrace.cache.advice: warn'");
        }
    };

    private static final Logger log = LoggerFactory.getLogger("dev.terrace.cache");

    /**
     * Advises.
     *
     * @param consequence what happens if the advice is not taken
     * @throws CacheConfigurationException if advice must be taken
     */
    abstract void give(String what, String consequence, String remedy);
}
