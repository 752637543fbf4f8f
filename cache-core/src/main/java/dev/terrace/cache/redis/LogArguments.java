package dev.terrace.cache.redis;

import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.Lane;
import java.util.ArrayList;
import java.util.List;

/** With what the arguments of every script begin that writes to a log. */
record LogArguments(String channel, RedisLimits limits) {

    /** A list that may be continued. */
    List<Object> of(Lane lane, String operation, Invalidation record) {
        List<Object> arguments = new ArrayList<>();
        arguments.add(lane.label());
        arguments.add(channel);
        arguments.add(operation);
        arguments.add(record.toBytes());
        arguments.add(limits.logEntries());
        arguments.add(limits.logBytes());
        return arguments;
    }
}
