package dev.terrace.cache.simulation;

import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.RemoteTierException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way between one process and the server. A command travels there and its reply back, each as an event; either may be
 * lost or late, and the caller waits no longer than the timeout, whatever becomes of the command.
 */
final class Network implements Transport {

    private final Scheduler scheduler;
    private final SimulatedProcess process;
    private final SimulatedProcess server;
    private final Weather weather;
    private final Duration timeout;
    private final Counts counts;
    private final Progress progress;
    Runnable onMalformed = () -> {};

    /** Hears how commands fare. */
    interface Progress {

        void answered(String command);

        /** The caller got no answer, though the command may have landed or may land yet. */
        void unanswered(String command);
    }

    Network(World world, SimulatedProcess process, Duration timeout, Progress progress) {
        this.scheduler = world.scheduler;
        this.process = process;
        this.server = world.serverProcess;
        this.weather = world.weather;
        this.counts = world.counts;
        this.timeout = timeout;
        this.progress = progress;
    }

    @Override
    public <T> CompletionStage<T> send(String name, Supplier<T> command) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        counts.add("command " + name);
        scheduler.postTimed(timeout.toNanos(), "timeout", process, () -> fail(name, reply, "No answer in time"));
        boolean late = scheduler.chance(weather.late);
        if (late) {
            counts.add("fault late command");
            long delay = timeout.toNanos() + scheduler.millis(0, 4_000);
            scheduler.post(delay, name, server, () -> arrive(name, command, reply));
        } else if (process.isCutOff()) {
            refuse(name, reply);
        } else if (scheduler.chance(weather.lostRequest)) {
            counts.add("fault lost request");
        } else {
            scheduler.post(travel(), name, server, () -> arrive(name, command, reply));
        }
        if (scheduler.chance(weather.resets)) {
            counts.add("fault connection reset");
            scheduler.post(scheduler.millis(0, 5), "reset", process, () -> fail(name, reply, "Reset"));
        }
        return reply;
    }

    private long travel() {
        return scheduler.chance(weather.slow) ? scheduler.millis(1, 250) : scheduler.millis(0.04, 0.4);
    }

    /** Half of those who cannot get through learn it at once. */
    private void refuse(String name, CompletableFuture<?> reply) {
        if (scheduler.chance(0.5)) {
            scheduler.post(travel(), "refused", process, () -> fail(name, reply, "No connection"));
        }
    }

    private void fail(String name, CompletableFuture<?> reply, String reason) {
        if (!reply.isDone()) {
            progress.unanswered(name);
            reply.completeExceptionally(new RemoteTierException(reason));
        }
    }

    private <T> void arrive(String name, Supplier<T> command, CompletableFuture<T> reply) {
        if (weather.serverDown || process.isCutOff()) {
            refuse(name, reply);
            return;
        }
        if (weather.memoryFull && (name.equals("fill") || name.equals("putIfAbsent"))) {
            counts.add("fault refused for memory");
            answer(name, reply, null, new RemoteTierException("OOM"));
            return;
        }
        try {
            answer(name, reply, command.get(), null);
        } catch (RuntimeException e) {
            answer(name, reply, null, e);
        }
    }

    private <T> void answer(
            String name, CompletableFuture<T> reply, @Nullable T result, @Nullable RuntimeException failure) {
        if (process.isCutOff() || scheduler.chance(weather.lostReply)) {
            counts.add("fault lost reply");
            return;
        }
        scheduler.post(travel(), "reply", process, () -> {
            if (reply.isDone()) {
                return;
            }
            scheduler.note(() -> process.id() + " gets the reply of " + name + ": "
                    + (failure != null ? failure.getMessage() : told(result)));
            if (failure != null) {
                progress.unanswered(name);
                reply.completeExceptionally(failure);
            } else {
                progress.answered(name);
                reply.complete(result);
            }
        });
    }

    /** Without what differs from run to run: where arrays lie. */
    private static String told(@Nullable Object result) {
        return String.valueOf(result).replaceAll("\\[B@[0-9a-f]+", "bytes");
    }

    // ---- the bus

    @Override
    public void deliver(LogMessage message, Runnable delivery) {
        if (weather.serverDown || process.isCutOff() || scheduler.chance(weather.lostMessage)) {
            counts.add("fault lost message");
            return;
        }
        if (scheduler.chance(weather.malformedMessage)) {
            counts.add("fault malformed message");
            scheduler.post(travel(), "malformed", process, () -> onMalformed.run());
            return;
        }
        boolean late = scheduler.chance(weather.lateMessage);
        if (late) {
            counts.add("fault late message");
        }
        scheduler.post(late ? scheduler.millis(1, 4_000) : travel(), "message", process, delivery);
        if (scheduler.chance(weather.repeatedMessage)) {
            counts.add("fault repeated message");
            scheduler.post(scheduler.millis(0.1, 2_000), "message again", process, delivery);
        }
    }
}
