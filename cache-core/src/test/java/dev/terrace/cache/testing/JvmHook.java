package dev.terrace.cache.testing;

/** Ends what a test has started at the end of the JVM, should nobody have done so before. Thread-safe. */
final class JvmHook {

    private final Thread hook;

    /**
     * @param name of the thread
     * @param dispose does nothing for what has ended
     */
    JvmHook(String name, Runnable dispose) {
        this.hook = new Thread(dispose, name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** It has ended. */
    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM ends; the hook finds it ended.
        }
    }
}
