package dev.terrace.cache.redis;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.redisson.api.RScript;
import org.redisson.api.RScriptAsync;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * A script with what it is given.
 *
 * @param script the script
 * @param names all the keys that it touches, of one slot
 * @param arguments byte arrays, or what is sent as its text
 */
record ScriptCall(RedisScripts script, List<String> names, List<?> arguments) {

    static ScriptCall of(RedisScripts script, List<String> keys, Object... arguments) {
        return new ScriptCall(script, keys, List.of(arguments));
    }

    /** The keys as the client wants them. */
    List<Object> keys() {
        return Collections.unmodifiableList(names);
    }

    /** The arguments as they are sent. */
    Object[] values() {
        Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            Object argument = arguments.get(i);
            values[i] =
                    argument instanceof byte[] ? argument : argument.toString().getBytes(StandardCharsets.UTF_8);
        }
        return values;
    }

    /** Sends it by the scripts of a client or of a batch. */
    CompletableFuture<Object> sendBy(RScriptAsync scripts) {
        return scripts.<Object>evalAsync(RScript.Mode.READ_WRITE, script.text(), script.reply(), keys(), values())
                .toCompletableFuture();
    }

    /** What sends it in a batch, which does not load a script that the server has forgotten; the script did nothing then, so all may go again. */
    <T> CompletionStage<T> loadedIfMissing(RedissonClient client, Supplier<CompletionStage<T>> send) {
        return send.get()
                .exceptionallyCompose(failure -> RedisFailure.unwrapped(failure) instanceof RedisNoScriptException
                        ? client.getScript(ByteArrayCodec.INSTANCE)
                                .scriptLoadAsync(names.get(0), script.text())
                                .thenCompose(loaded -> send.get())
                        : CompletableFuture.failedFuture(failure));
    }
}
