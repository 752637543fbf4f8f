package dev.terrace.cache.redis;

import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Read;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Reads of one lane as GET or MGET first, if they are {@linkplain LikelyHits likely hits}, and by the script only what is not there: a
 * value that is there is the answer of the script as well. A server that refuses the one is asked by the other, and
 * only by that for a while. Both together take no longer than one call may. Thread-safe.
 */
final class PlainReads {

    private final RedisLayout layout;
    private final ScriptRunner scripts;
    private final SecondCall second;
    private final LongSupplier nanoTime;
    private final Spared ofOne;
    private final Spared ofMany;
    private final LikelyHits likely = new LikelyHits();

    PlainReads(RedisLayout layout, ScriptRunner scripts, Duration timeout, LongSupplier nanoTime) {
        this.layout = layout;
        this.scripts = scripts;
        this.second = new SecondCall(timeout, this::release);
        this.nanoTime = nanoTime;
        this.ofOne = new Spared(nanoTime);
        this.ofMany = new Spared(nanoTime);
    }

    /** @param script how they are read otherwise */
    CompletionStage<List<RemoteRead>> read(
            List<Read> reads, Function<List<Read>, CompletionStage<List<RemoteRead>>> script) {
        List<@Nullable String> names = likely.are(reads) ? names(reads) : List.of();
        String[] wanted = wanted(names);
        Spared spared = wanted.length == 1 ? ofOne : ofMany;
        if (wanted.length == 0 || !spared.isOver()) {
            return script.apply(reads).thenApply(answers -> {
                likely.ended(reads, answers);
                return answers;
            });
        }
        long began = nanoTime.getAsLong();
        return found(wanted, spared).thenCompose(found -> {
            List<@Nullable RemoteRead> answers = answers(reads, names, found);
            if (!answers.contains(null)) {
                return CompletableFuture.completedFuture(merged(answers, List.of()));
            }
            List<Read> missing = missing(reads, answers);
            return second.read(missing, script, nanoTime.getAsLong() - began)
                    .thenApply(others -> merged(answers, others));
        });
    }

    private void release(RemoteKey key, String token) {
        var unused = scripts.run(
                ScriptCall.of(RedisScripts.RELEASE, List.of(layout.lease(key)), token), Function.identity());
    }

    /** Null where a value that the reader knows would be taken for absent. */
    private List<@Nullable String> names(List<Read> reads) {
        List<@Nullable String> names = new ArrayList<>(reads.size());
        for (Read read : reads) {
            names.add(read.known() == null ? layout.value(read.key()) : null);
        }
        return names;
    }

    private static String[] wanted(List<@Nullable String> names) {
        List<String> wanted = new ArrayList<>(names.size());
        for (String name : names) {
            if (name != null) {
                wanted.add(name);
            }
        }
        return wanted.toArray(String[]::new);
    }

    /** What lies there; what is no string does not. Null if the server refuses. */
    private CompletionStage<@Nullable Map<String, byte[]>> found(String[] wanted, Spared spared) {
        Predicate<String> refused = code -> {
            // That is about one key, not about the command.
            if (!code.equals("WRONGTYPE")) {
                spared.begin();
            }
            return true;
        };
        return wanted.length == 1
                ? scripts.unlessRefused(
                        client -> client.<byte[]>getBucket(wanted[0], ByteArrayCodec.INSTANCE)
                                .getAsync(),
                        value -> value == null ? Map.of() : Map.of(wanted[0], value),
                        refused)
                : scripts.unlessRefused(
                        client -> client.getBuckets(ByteArrayCodec.INSTANCE).<byte[]>getAsync(wanted),
                        values -> values,
                        refused);
    }

    /** Null for those that are still to be read. A refusal says nothing of what is there. */
    private List<@Nullable RemoteRead> answers(
            List<Read> reads, List<@Nullable String> names, @Nullable Map<String, byte[]> found) {
        List<@Nullable RemoteRead> answers = new ArrayList<>(reads.size());
        for (int i = 0; i < reads.size(); i++) {
            String name = names.get(i);
            byte[] value = name == null || found == null ? null : found.get(name);
            answers.add(value == null ? null : new RemoteRead.Hit(value));
        }
        if (found != null) {
            likely.ended(reads, answers);
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
}
