package dev.terrace.cache.redis;

import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Read;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Reads of one lane as GET or MGET first, if they are {@linkplain LikelyHits likely hits}, and by the script only what is not there: a
 * value that is there is the answer of the script as well. A server that refuses the one is asked by the other. Both together take
 * no longer than one call may. Thread-safe.
 */
final class PlainReads {

    /** So small a part of the time is not worth a timer. */
    private static final int NEGLIGIBLE = 16;

    private final RedisLayout layout;
    private final ScriptRunner scripts;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private final LikelyHits likely = new LikelyHits();

    PlainReads(RedisLayout layout, ScriptRunner scripts, Duration timeout, LongSupplier nanoTime) {
        this.layout = layout;
        this.scripts = scripts;
        this.timeout = timeout;
        this.nanoTime = nanoTime;
    }

    /** @param script how they are read otherwise */
    CompletionStage<List<RemoteRead>> read(
            List<Read> reads, Function<List<Read>, CompletionStage<List<RemoteRead>>> script) {
        if (!likely.are(reads)) {
            return script.apply(reads).thenApply(answers -> noted(reads, answers));
        }
        long began = nanoTime.getAsLong();
        List<@Nullable String> names = names(reads);
        return found(names).thenCompose(found -> {
            List<@Nullable RemoteRead> answers = answers(reads, names, found);
            List<Read> missing = missing(reads, answers);
            return missing.isEmpty()
                    ? CompletableFuture.completedFuture(merged(answers, List.of()))
                    : inTime(script.apply(missing), began).thenApply(others -> merged(answers, others));
        });
    }

    private List<RemoteRead> noted(List<Read> reads, List<RemoteRead> answers) {
        for (int i = 0; i < answers.size(); i++) {
            if (reads.get(i).known() == null) {
                likely.ended(reads.get(i), answers.get(i) instanceof RemoteRead.Hit);
            }
        }
        return answers;
    }

    /** Null where a value that the reader knows would be taken for absent. */
    private List<@Nullable String> names(List<Read> reads) {
        List<@Nullable String> names = new ArrayList<>(reads.size());
        for (Read read : reads) {
            names.add(read.known() == null ? layout.value(read.key()) : null);
        }
        return names;
    }

    /** What lies there; what is no string does not. Nothing at all if the server refuses. */
    private CompletionStage<Map<String, byte[]>> found(List<@Nullable String> names) {
        String[] wanted = names.stream().filter(Objects::nonNull).toArray(String[]::new);
        CompletionStage<@Nullable Map<String, byte[]>> found = scripts.unlessRefused(client -> wanted.length == 1
                ? get(client, wanted[0])
                : client.getBuckets(ByteArrayCodec.INSTANCE).getAsync(wanted));
        return found.thenApply(values -> values == null ? Map.of() : values);
    }

    private static CompletionStage<Map<String, byte[]>> get(RedissonClient client, String name) {
        return client.<byte[]>getBucket(name, ByteArrayCodec.INSTANCE)
                .getAsync()
                .thenApply(value -> value == null ? Map.of() : Map.of(name, value));
    }

    /** Null for those that are still to be read. */
    private List<@Nullable RemoteRead> answers(
            List<Read> reads, List<@Nullable String> names, Map<String, byte[]> found) {
        List<@Nullable RemoteRead> answers = new ArrayList<>(reads.size());
        for (int i = 0; i < reads.size(); i++) {
            String name = names.get(i);
            byte[] value = name == null ? null : found.get(name);
            answers.add(value == null ? null : new RemoteRead.Hit(value));
            if (name != null) {
                likely.ended(reads.get(i), value != null);
            }
        }
        return answers;
    }

    private static List<Read> missing(List<Read> reads, List<@Nullable RemoteRead> answers) {
        List<Read> missing = new ArrayList<>();
        for (int i = 0; i < reads.size(); i++) {
            if (answers.get(i) == null) {
                missing.add(reads.get(i));
            }
        }
        return missing;
    }

    private static List<RemoteRead> merged(List<@Nullable RemoteRead> answers, List<RemoteRead> others) {
        Iterator<RemoteRead> other = others.iterator();
        List<RemoteRead> all = new ArrayList<>(answers.size());
        for (RemoteRead answer : answers) {
            all.add(answer != null ? answer : other.next());
        }
        return all;
    }

    /** The client's own timer knows nothing of the call before this one. */
    private <T> CompletionStage<T> inTime(CompletionStage<T> second, long began) {
        long spent = nanoTime.getAsLong() - began;
        long whole = timeout.toNanos();
        return spent < whole / NEGLIGIBLE
                ? second
                : second.thenApply(Function.identity())
                        .toCompletableFuture()
                        .orTimeout(Math.max(0, whole - spent), TimeUnit.NANOSECONDS)
                        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(RedisFailure.of(failure)));
    }
}
