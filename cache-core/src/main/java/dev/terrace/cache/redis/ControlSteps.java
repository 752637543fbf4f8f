package dev.terrace.cache.redis;

import dev.terrace.cache.TooManyPatternsException;
import dev.terrace.cache.tier.ControlSnapshot;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.LogEntry;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.Position;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.TagPositions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The steps on logs and on the control lane. */
final class ControlSteps {

    /** The most entries of one slice of a log. */
    private static final int SLICE = 1_000;

    private final RedisLayout layout;
    private final RedisLimits limits;
    private final LogArguments log;
    private final ScriptRunner scripts;
    private final List<String> keys;

    ControlSteps(RedisLayout layout, LogArguments log, ScriptRunner scripts) {
        this.layout = layout;
        this.limits = log.limits();
        this.log = log;
        this.scripts = scripts;
        this.keys = List.of(layout.log(Lane.CONTROL), layout.tags(), layout.meta());
    }

    CompletionStage<ControlSnapshot> join(String operation, int maximumTags) {
        List<Object> arguments = log.of(Lane.CONTROL, operation, new Invalidation.None());
        arguments.add(UUID.randomUUID());
        arguments.add(layout.lanes());
        arguments.add(maximumTags);
        arguments.add(RedisLayout.SENTINEL);
        return scripts.connect(
                new ScriptCall(RedisScripts.JOIN, keys, arguments),
                reply -> ControlReply.snapshotOf(reply, layout.lanes()));
    }

    CompletionStage<LogEntry.Cursor> tail(Lane lane, String operation) {
        return scripts.run(
                new ScriptCall(
                        RedisScripts.TAIL, List.of(layout.log(lane)), log.of(lane, operation, new Invalidation.None())),
                reply -> new LogEntry.Cursor(reply.position(0), reply.text(1)));
    }

    CompletionStage<LogSlice> readLog(Lane lane, long from) {
        return scripts.run(
                ScriptCall.of(
                        RedisScripts.SYNC,
                        lane.isControl() ? keys : List.of(layout.log(lane)),
                        Position.format(from),
                        SLICE,
                        lane.isControl() ? RedisLayout.SENTINEL : ""),
                reply -> reply.toLogSlice(SLICE));
    }

    CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from) {
        List<Object> arguments = log.of(Lane.CONTROL, operation, invalidation);
        arguments.add(Position.format(from));
        arguments.add(SLICE);
        arguments.add(RedisLayout.SENTINEL);
        arguments.add(limits.maximumTags());
        arguments.add(limits.tagSlack().toMillis());
        arguments.add(RemoteTier.MAXIMUM_PATTERNS);
        arguments.add(limits.ownership().toMillis());
        arguments.addAll(kindOf(invalidation));
        return scripts.runReplicated(new ScriptCall(RedisScripts.CONTROL, keys, arguments), reply -> {
            if (reply.size() == 1) {
                throw new TooManyPatternsException((int) reply.number(0));
            }
            return reply.toLogSlice(SLICE);
        });
    }

    private static List<String> kindOf(Invalidation invalidation) {
        List<String> kind = new ArrayList<>();
        if (invalidation instanceof Invalidation.OfTags tags) {
            kind.add("T");
            kind.addAll(tags.tags());
        } else if (invalidation instanceof Invalidation.OfCache cache) {
            kind.addAll(List.of("C", cache.cache()));
        } else if (invalidation instanceof Invalidation.OfPattern) {
            kind.add("P");
        } else if (invalidation instanceof Invalidation.Retired retired) {
            kind.addAll(List.of("R", retired.pattern()));
        } else {
            throw new IllegalArgumentException(
                    "No such record is appended to the control lane by itself: " + invalidation);
        }
        return kind;
    }

    CompletionStage<Void> fence(long from, long beyond, String operation) {
        List<Object> arguments = log.of(Lane.CONTROL, operation, new Invalidation.Fenced(from));
        arguments.add(Position.format(Position.nextMillisecond(beyond)));
        arguments.add(Position.format(from));
        arguments.add(RemoteTier.MAXIMUM_FENCES);
        return scripts.runReplicated(
                        new ScriptCall(RedisScripts.FENCE, List.of(layout.log(Lane.CONTROL), layout.meta()), arguments),
                        Function.identity())
                .thenApply(reply -> null);
    }

    CompletionStage<TagPositions> tagPositions(Collection<String> tags) {
        List<String> asked = List.copyOf(tags);
        List<Object> arguments = new ArrayList<>(1 + asked.size());
        arguments.add(RedisLayout.SENTINEL);
        arguments.addAll(asked);
        return scripts.run(
                new ScriptCall(RedisScripts.TAG_POSITIONS, List.of(layout.tags(), layout.meta()), arguments),
                reply -> tagPositionsOf(reply, asked));
    }

    /** A set without its sentinel was lost: then nothing is known of any tag. */
    private static TagPositions tagPositionsOf(Reply reply, List<String> asked) {
        Reply scores = reply.list(0);
        Map<String, Long> positions = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            if (scores.has(i)) {
                positions.put(asked.get(i), scores.scoredPosition(i));
            }
        }
        long floor = reply.has(1) ? reply.scoredPosition(1) : Position.START;
        return new TagPositions(positions, reply.has(2) ? floor : Position.END);
    }

    CompletionStage<Boolean> own(String pattern, String owner, Duration duration) {
        return scripts.run(
                ScriptCall.of(RedisScripts.OWN, List.of(layout.meta()), pattern, owner, duration.toMillis()),
                reply -> reply.number(0) > 0);
    }
}
