package dev.terrace.cache.simulation;

import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The way of one instance to a {@link TwinServer}. */
public final class TwinLink implements Transport {

    private final RemoteTier tier;
    private final List<String> sent = new ArrayList<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Integer> throwing = new HashMap<>();
    private final Map<String, Runnable> before = new HashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private String holding = "";
    private boolean down;
    private boolean deaf;

    TwinLink(TwinServer server) {
        this.tier = server.tier(this);
    }

    public RemoteTier tier() {
        return tier;
    }

    /** No command gets through any more. */
    public void cut() {
        down = true;
    }

    /** Commands get through again. */
    public void mend() {
        down = false;
        failures.clear();
        throwing.clear();
    }

    /** From now on the bus brings nothing. */
    public void deafen() {
        deaf = true;
    }

    /** The next commands whose name begins so fail before the server has them. */
    public void fail(String name, int times) {
        failures.put(name, times);
    }

    /** The next commands whose name begins so are not even sent: the call throws. */
    public void failToSend(String name, int times) {
        throwing.put(name, times);
    }

    /** Commands of this name are on their way until they are let go. */
    public void hold(String name) {
        holding = name;
    }

    /** What was held arrives, in turn. */
    public void letGo() {
        holding = "";
        List<Runnable> all = List.copyOf(held);
        held.clear();
        all.forEach(Runnable::run);
    }

    /** Whenever a command of this name is sent, this happens first. */
    public void before(String name, Runnable happening) {
        before.put(name, happening);
    }

    /** The names of the commands so far, which are forgotten. */
    public List<String> takeSent() {
        List<String> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    @Override
    public <T> CompletionStage<T> send(String name, Supplier<T> command) {
        if (isNext(throwing, name)) {
            throw new IllegalStateException("Thrown by " + name);
        }
        before.getOrDefault(name, () -> {}).run();
        sent.add(name);
        if (name.equals(holding)) {
            CompletableFuture<T> later = new CompletableFuture<>();
            held.add(() -> IMMEDIATE.send(name, command).thenAccept(later::complete));
            return later;
        }
        return down || isNext(failures, name)
                ? CompletableFuture.failedFuture(new RemoteTierException("No answer to " + name))
                : IMMEDIATE.send(name, command);
    }

    private static boolean isNext(Map<String, Integer> names, String name) {
        for (Map.Entry<String, Integer> failure : names.entrySet()) {
            if (name.startsWith(failure.getKey()) && failure.getValue() > 0) {
                failure.setValue(failure.getValue() - 1);
                return true;
            }
        }
        return false;
    }

    @Override
    public void deliver(LogMessage message, Runnable delivery) {
        if (!deaf && !down) {
            delivery.run();
        }
    }
}
