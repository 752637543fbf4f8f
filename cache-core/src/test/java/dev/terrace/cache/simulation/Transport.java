package dev.terrace.cache.simulation;

import dev.terrace.cache.tier.LogMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The way between one instance and the server. */
interface Transport {

    /** Carries a command to the server and its reply back. */
    <T> CompletionStage<T> send(String name, Supplier<T> command);

    /** Carries a message of the bus. */
    void deliver(LogMessage message, Runnable delivery);

    /** A way that takes no time and loses nothing. */
    Transport IMMEDIATE = new Transport() {
        @Override
        public <T> CompletionStage<T> send(String name, Supplier<T> command) {
            try {
                return CompletableFuture.completedFuture(command.get());
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        @Override
        public void deliver(LogMessage message, Runnable delivery) {
            delivery.run();
        }
    };
}
