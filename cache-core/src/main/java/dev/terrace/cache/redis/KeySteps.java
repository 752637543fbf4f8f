package dev.terrace.cache.redis;

import dev.terrace.cache.tier.Appended;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier.Discard;
import dev.terrace.cache.tier.RemoteTier.Fill;
import dev.terrace.cache.tier.RemoteTier.Freshening;
import dev.terrace.cache.tier.RemoteTier.KeyInvalidation;
import dev.terrace.cache.tier.RemoteTier.Read;
import dev.terrace.cache.tier.RemoteTier.Renewal;
import dev.terrace.cache.tier.RemoteTier.Touch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The steps over keys of one lane: each is one script, however many keys there are. */
final class KeySteps {

    private static final byte[] NOTHING = {};

    private final RedisLayout layout;
    private final LogArguments log;
    private final ScriptRunner scripts;
    private final PlainReads plain;
    private final LongFills longFills;
    private final @Nullable ReplicatedWrites replicated;

    KeySteps(RedisLayout layout, LogArguments log, ScriptRunner scripts, PlainReads plain, LongFills longFills) {
        this(layout, log, scripts, plain, longFills, null);
    }

    private KeySteps(
            RedisLayout layout,
            LogArguments log,
            ScriptRunner scripts,
            PlainReads plain,
            LongFills longFills,
            @Nullable ReplicatedWrites replicated) {
        this.layout = layout;
        this.log = log;
        this.scripts = scripts;
        this.plain = plain;
        this.longFills = longFills;
        this.replicated = replicated;
    }

    /** These, with values that are written so. */
    KeySteps writing(ReplicatedWrites writes) {
        return new KeySteps(layout, log, scripts, plain, longFills, writes);
    }

    private <T> CompletionStage<T> write(Lane lane, ScriptCall call, Function<Reply, T> parse, Predicate<T> wrote) {
        return replicated == null ? scripts.run(call, parse) : replicated.run(lane, call, parse, wrote);
    }

    CompletionStage<List<RemoteRead>> read(List<Read> reads) {
        layout.laneOf(reads, Read::key);
        return plain.read(reads, this::readByScript);
    }

    private CompletionStage<List<RemoteRead>> readByScript(List<Read> reads) {
        List<Object> arguments = new ArrayList<>(4 * reads.size());
        for (Read read : reads) {
            addKnown(arguments, read.known());
            addLease(arguments, read.lease());
        }
        return scripts.run(
                new ScriptCall(RedisScripts.READ, valuesAndLeases(reads, Read::key), arguments), KeySteps::readsOf);
    }

    private static List<RemoteRead> readsOf(Reply reply) {
        List<RemoteRead> answers = new ArrayList<>(reply.size() / 2);
        for (int i = 0; i < reply.size(); i += 2) {
            answers.add(readOf(reply, i));
        }
        return answers;
    }

    private static RemoteRead readOf(Reply reply, int index) {
        return switch (reply.text(index)) {
            case "H" -> new RemoteRead.Hit(reply.bytes(index + 1));
            case "L" -> new RemoteRead.Leased();
            case "W" -> new RemoteRead.Held();
            case "T" -> new RemoteRead.Throttled();
            default -> new RemoteRead.Absent();
        };
    }

    CompletionStage<List<byte[]>> headers(List<RemoteKey> keys) {
        layout.laneOf(keys, Function.identity());
        return scripts.run(
                new ScriptCall(RedisScripts.HEADERS, values(keys, Function.identity()), List.of()),
                reply -> IntStream.range(0, reply.size()).mapToObj(reply::bytes).toList());
    }

    CompletionStage<List<Boolean>> fill(List<Fill> fills) {
        Lane lane = layout.laneOf(fills, Fill::key);
        return replicated == null
                ? longFills.fill(fills, () -> fillByArgument(lane, fills))
                : fillByArgument(lane, fills);
    }

    private CompletionStage<List<Boolean>> fillByArgument(Lane lane, List<Fill> fills) {
        List<Object> arguments = new ArrayList<>(3 * fills.size());
        for (Fill fill : fills) {
            arguments.add(fill.token());
            arguments.add(fill.stored());
            arguments.add(millis(fill.life()));
        }
        return write(
                lane,
                new ScriptCall(RedisScripts.FILL, valuesAndLeases(fills, Fill::key), arguments),
                reply -> flags(reply, 0),
                filled -> filled.contains(true));
    }

    CompletionStage<Void> release(RemoteKey key, String token) {
        return done(scripts.run(
                ScriptCall.of(RedisScripts.RELEASE, List.of(layout.lease(key)), token), Function.identity()));
    }

    CompletionStage<List<Boolean>> renew(List<Renewal> renewals) {
        layout.laneOf(renewals, Renewal::key);
        List<String> leases =
                renewals.stream().map(Renewal::key).map(layout::lease).toList();
        List<Object> arguments = new ArrayList<>(2 * renewals.size());
        renewals.forEach(renewal -> addLease(arguments, renewal.lease()));
        return scripts.run(new ScriptCall(RedisScripts.RENEW, leases, arguments), reply -> flags(reply, 0));
    }

    CompletionStage<Void> throttle(RemoteKey key, Lease lease) {
        List<Object> arguments = new ArrayList<>(2);
        addLease(arguments, lease);
        return done(scripts.run(
                new ScriptCall(RedisScripts.THROTTLE, List.of(layout.lease(key)), arguments), Function.identity()));
    }

    CompletionStage<Boolean> freshen(Freshening freshening) {
        RemoteKey key = freshening.key();
        return write(
                layout.laneOf(key),
                ScriptCall.of(
                        RedisScripts.FRESHEN,
                        List.of(layout.value(key), layout.lease(key)),
                        freshening.token(),
                        freshening.known(),
                        freshening.dates(),
                        millis(freshening.life())),
                reply -> reply.number(0) > 0,
                freshened -> freshened);
    }

    CompletionStage<List<Boolean>> touch(List<Touch> touches) {
        layout.laneOf(touches, Touch::key);
        List<Object> arguments = new ArrayList<>(2 * touches.size());
        for (Touch touch : touches) {
            arguments.add(touch.stamp());
            arguments.add(touch.life().toMillis());
        }
        return scripts.run(
                new ScriptCall(RedisScripts.TOUCH, values(touches, Touch::key), arguments), reply -> flags(reply, 0));
    }

    CompletionStage<RemoteRead> putIfAbsent(
            RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life) {
        List<Object> arguments = new ArrayList<>(4);
        addKnown(arguments, known);
        arguments.add(stored);
        arguments.add(millis(life));
        return write(
                layout.laneOf(key),
                new ScriptCall(RedisScripts.PUT_IF_ABSENT, List.of(layout.value(key), layout.lease(key)), arguments),
                reply -> readOf(reply, 0),
                read -> read instanceof RemoteRead.Absent);
    }

    CompletionStage<Appended> invalidate(List<KeyInvalidation> keys, String operation) {
        Lane lane = layout.laneOf(keys, KeyInvalidation::key);
        List<Long> hashes = keys.stream().map(key -> key.key().hash()).toList();
        List<Object> arguments = log.of(lane, operation, new Invalidation.OfKeys(hashes));
        keys.forEach(key -> addLease(arguments, key.next()));
        List<String> touched = new ArrayList<>(1 + 2 * keys.size());
        touched.add(layout.log(lane));
        touched.addAll(valuesAndLeases(keys, KeyInvalidation::key));
        return scripts.runReplicated(
                new ScriptCall(RedisScripts.INVALIDATE, touched, arguments),
                reply -> new Appended(reply.position(0), flags(reply, 1)));
    }

    CompletionStage<Integer> discard(List<Discard> values) {
        layout.laneOf(values, Discard::key);
        List<byte[]> stamps = values.stream().map(Discard::stamp).toList();
        return scripts.run(new ScriptCall(RedisScripts.DISCARD, values(values, Discard::key), stamps), reply ->
                (int) reply.number(0));
    }

    CompletionStage<Void> endLeases(List<RemoteKey> keys) {
        layout.laneOf(keys, Function.identity());
        List<String> leases = keys.stream().map(layout::lease).toList();
        return done(scripts.run(new ScriptCall(RedisScripts.END_LEASES, leases, List.of()), Function.identity()));
    }

    private <T> List<String> values(List<T> steps, Function<T, RemoteKey> key) {
        return steps.stream().map(key).map(layout::value).toList();
    }

    private <T> List<String> valuesAndLeases(List<T> steps, Function<T, RemoteKey> key) {
        List<String> keys = new ArrayList<>(2 * steps.size());
        for (T step : steps) {
            keys.add(layout.value(key.apply(step)));
            keys.add(layout.lease(key.apply(step)));
        }
        return keys;
    }

    private static void addKnown(List<Object> arguments, byte @Nullable [] known) {
        arguments.add(known != null ? "1" : "0");
        arguments.add(known != null ? known : NOTHING);
    }

    private static void addLease(List<Object> arguments, @Nullable Lease lease) {
        arguments.add(lease != null ? lease.token() : "");
        arguments.add(lease != null ? lease.duration().toMillis() : 0);
    }

    private static Object millis(@Nullable Duration life) {
        return life != null ? life.toMillis() : "";
    }

    static List<Boolean> flags(Reply reply, int from) {
        return IntStream.range(from, reply.size())
                .mapToObj(i -> reply.number(i) > 0)
                .toList();
    }

    private static CompletionStage<Void> done(CompletionStage<?> stage) {
        return stage.thenApply(reply -> null);
    }
}
