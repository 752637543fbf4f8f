package dev.terrace.cache.simulation;

/** What the network and the server do to commands and messages at the moment; probabilities and switches. */
final class Weather {

    private static final double CALM_FAILS = 0.01;
    private static final double CALM_SLOW = 0.02;

    // Commands.
    double slow = 0.01;
    double lostRequest;
    double lostReply;
    double late;
    double resets;

    // Messages of the bus.
    double lostMessage;
    double repeatedMessage;
    double lateMessage;
    double malformedMessage;

    // The server.
    boolean serverDown;
    boolean memoryFull;

    // The database behind the loaders.
    double loadFails = CALM_FAILS;
    double loadSlow = CALM_SLOW;
    double loadHangs;

    void mendDatabase() {
        loadFails = CALM_FAILS;
        loadSlow = CALM_SLOW;
        loadHangs = 0;
    }

    /** From now on every load is quick, and none fails. */
    void perfectDatabase() {
        loadFails = 0;
        loadSlow = 0;
        loadHangs = 0;
    }

    void calm() {
        slow = 0.01;
        lostRequest = 0;
        lostReply = 0;
        late = 0;
        resets = 0;
        lostMessage = 0;
        repeatedMessage = 0;
        lateMessage = 0;
        malformedMessage = 0;
    }
}
