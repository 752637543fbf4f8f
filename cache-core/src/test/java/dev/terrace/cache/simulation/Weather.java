package dev.terrace.cache.simulation;

/** What the network and the server do to commands and messages at the moment; probabilities and switches. */
final class Weather {

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
