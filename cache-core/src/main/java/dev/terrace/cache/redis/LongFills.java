package dev.terrace.cache.redis;

import dev.terrace.cache.codec.Envelope;
import dev.terrace.cache.tier.RemoteTier.Fill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Fills of long values: Lua hashes each byte of what a script is given, and copies it twice. So the value is laid aside by a plain
 * command, and the script behind it, in one write on one connection, only renames it. A server that refuses that is given the value
 * as an argument, for a while at once. Thread-safe.
 */
final class LongFills {

    /** Of shorter ones a command more costs as much. */
    static final int LONG = 32 << 10;

    /** The script follows at once; this is for a client that ends in between. */
    private static final Duration LAID_ASIDE = Duration.ofSeconds(10);

    private final RedisLayout layout;
    private final ScriptRunner scripts;
    private final Spared spared;

    LongFills(RedisLayout layout, ScriptRunner scripts, LongSupplier nanoTime) {
        this.layout = layout;
        this.scripts = scripts;
        this.spared = new Spared(nanoTime);
    }

    /** @param argument how they are filled otherwise */
    CompletionStage<List<Boolean>> fill(List<Fill> fills, Supplier<CompletionStage<List<Boolean>>> argument) {
        return areLong(fills) && spared.isOver()
                ? scripts.unlessRefused(client -> send(client, fills, call(fills)), filled -> filled, this::refused)
                        .thenCompose(
                                filled -> filled != null ? CompletableFuture.completedFuture(filled) : argument.get())
                : argument.get();
    }

    private static boolean areLong(List<Fill> fills) {
        long bytes = 0;
        for (Fill fill : fills) {
            bytes += fill.stored().length;
        }
        return bytes >= (long) fills.size() * LONG;
    }

    /** Only a right or a command can be missing here and not there: a server that can store nothing now would be sent it all twice. */
    private boolean refused(String code) {
        boolean theWay = code.equals("NOPERM") || code.equals("ERR");
        if (theWay) {
            spared.begin();
        }
        return theWay;
    }

    private String aside(Fill fill) {
        return layout.aside(fill.key(), fill.token());
    }

    private ScriptCall call(List<Fill> fills) {
        List<String> names = new ArrayList<>(3 * fills.size());
        List<Object> arguments = new ArrayList<>(3 * fills.size());
        for (Fill fill : fills) {
            names.add(layout.value(fill.key()));
            names.add(layout.lease(fill.key()));
            names.add(aside(fill));
            arguments.add(fill.token());
            arguments.add(Envelope.stampOf(fill.stored()));
            arguments.add(fill.life() != null ? fill.life().toMillis() : "");
        }
        return new ScriptCall(RedisScripts.FILL_ASIDE, names, arguments);
    }

    private CompletionStage<@Nullable List<Boolean>> send(RedissonClient client, List<Fill> fills, ScriptCall call) {
        return call.loadedIfMissing(client, () -> sendOnce(client, fills, call));
    }

    private CompletionStage<@Nullable List<Boolean>> sendOnce(
            RedissonClient client, List<Fill> fills, ScriptCall call) {
        RBatch batch = client.createBatch(BatchOptions.defaults());
        List<CompletableFuture<?>> asked = new ArrayList<>(fills.size() + 1);
        for (Fill fill : fills) {
            asked.add(batch.<byte[]>getBucket(aside(fill), ByteArrayCodec.INSTANCE)
                    .setIfAbsentAsync(fill.stored(), LAID_ASIDE)
                    .toCompletableFuture());
        }
        CompletableFuture<Object> reply = call.sendBy(batch.getScript(ByteArrayCodec.INSTANCE));
        asked.add(reply);
        return batch.executeAsync().handle((result, failure) -> {
            // The script answers as well if nothing could be laid aside: why that is counts.
            Throwable first = firstFailure(asked);
            if (first != null || failure != null) {
                throw new CompletionException(first != null ? first : failure);
            }
            return filled(Reply.of(reply.join()));
        });
    }

    /** Null if something that was laid aside is not there: a server evicts as it likes. */
    private static @Nullable List<Boolean> filled(Reply reply) {
        for (int i = 0; i < reply.size(); i++) {
            if (reply.number(i) < 0) {
                return null;
            }
        }
        return KeySteps.flags(reply, 0);
    }

    private static @Nullable Throwable firstFailure(List<CompletableFuture<?>> asked) {
        for (CompletableFuture<?> each : asked) {
            if (each.isCompletedExceptionally()) {
                return each.handle((done, failure) -> failure).join();
            }
        }
        return null;
    }
}
