package dev.terrace.cache.redis;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.TooManyPatternsException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;

/** Runs scripts and turns their failures into those of the port. */
final class ScriptRunner {

    private final ClientSlot client;
    private final @Nullable ReplicatedCall replicated;

    /** @param replicated how calls are made that replicas must acknowledge; null if they need not */
    ScriptRunner(ClientSlot client, @Nullable ReplicatedCall replicated) {
        this.client = client;
        this.replicated = replicated;
    }

    /** Runs a script that may be the first command of the client, and opens the way for the others if it succeeds. */
    <T> CompletionStage<T> connect(ScriptCall call, Function<Reply, T> parse) {
        return client.connect(connected -> send(connected, call))
                .thenApply(reply -> {
                    T parsed = parse.apply(Reply.of(reply));
                    client.markJoined();
                    return parsed;
                })
                .handle((reply, failure) -> orFailure(call, reply, failure));
    }

    <T> CompletionStage<T> run(ScriptCall call, Function<Reply, T> parse) {
        return run(ScriptRunner::send, call, reply -> parse.apply(Reply.of(reply)));
    }

    /** As {@link #run(ScriptCall, Function)}, and waits for replicas if that is wanted. */
    <T> CompletionStage<T> runReplicated(ScriptCall call, Function<Reply, T> parse) {
        ReplicatedCall waiting = replicated;
        return waiting == null ? run(call, parse) : run(waiting::send, call, reply -> parse.apply(Reply.of(reply)));
    }

    /** Runs a script in a way of its own. */
    <A, T> CompletionStage<T> run(
            BiFunction<RedissonClient, ScriptCall, CompletionStage<A>> way, ScriptCall call, Function<A, T> parse) {
        return asked(connected -> way.apply(connected, call))
                .thenApply(parse)
                .handle((reply, failure) -> orFailure(call, reply, failure));
    }

    /**
     * Asks the server without a script. The answer is null if it refuses.
     *
     * @param parse what is made of the answer
     * @param refused told the code of its error then; whether that is an answer, or the failure that it looks like
     */
    <A, T> CompletionStage<@Nullable T> unlessRefused(
            Function<RedissonClient, CompletionStage<A>> question,
            Function<A, @Nullable T> parse,
            Predicate<String> refused) {
        return asked(question).handle((answer, failure) -> {
            if (failure == null) {
                return parse.apply(answer);
            }
            String code = Refusal.code(RedisFailure.unwrapped(failure));
            if (code == null || !refused.test(code)) {
                throw failureOf("", failure);
            }
            return null;
        });
    }

    private <A> CompletionStage<A> asked(Function<RedissonClient, CompletionStage<A>> question) {
        RedissonClient connected = client.joined();
        if (connected == null) {
            return CompletableFuture.failedFuture(ClientSlot.unreached());
        }
        try {
            return question.apply(connected);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletionStage<Object> send(RedissonClient client, ScriptCall call) {
        return call.sendBy(client.getScript(ByteArrayCodec.INSTANCE));
    }

    private static <T> T orFailure(ScriptCall call, @Nullable T reply, @Nullable Throwable failure) {
        if (failure == null) {
            return Objects.requireNonNull(reply);
        }
        throw failureOf(call.script().text(), failure);
    }

    /** @param script the text of the script that failed, or an empty one */
    private static RuntimeException failureOf(String script, Throwable failure) {
        Throwable cause = RedisFailure.unwrapped(failure);
        if (cause instanceof CacheConfigurationException configuration) {
            return configuration;
        }
        CacheConfigurationException database = Unreachable.database(cause);
        if (database != null) {
            return database;
        }
        return cause instanceof TooManyPatternsException refused ? refused : RedisFailure.of(cause, script);
    }
}
