package dev.terrace.cache.redis;

import dev.terrace.cache.tier.InstanceState;
import dev.terrace.cache.tier.Member;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands in Redis for an instance: {@code lastSync version host} and, in parts behind them, its state. Version and host are escaped
 * as cache names are. A part more than this version knows is left alone, and without the parts that it knows there is no state: so
 * versions that say more, and less, read each other.
 */
final class MemberText {

    private static final int WITHOUT_STATE = 3;
    private static final int WITH_STATE = WITHOUT_STATE + 8;

    private MemberText() {}

    /** All of it but the time, which the server writes. */
    static String of(Member member) {
        InstanceState state = member.state();
        Stream<Object> parts = Stream.of(RedisLayout.escaped(member.version()), RedisLayout.escaped(member.host()));
        return Stream.concat(parts, state == null ? Stream.of() : parts(state))
                .map(Object::toString)
                .collect(Collectors.joining(" "));
    }

    private static Stream<Object> parts(InstanceState state) {
        return Stream.of(
                state.startedAt(),
                state.connected() ? 1 : 0,
                state.openCircuits(),
                state.waitingInvalidations(),
                state.nearHits(),
                state.remoteHits(),
                state.misses(),
                state.loads());
    }

    /** The instance that this stands for, or null if it is none. */
    static @Nullable Member parse(String id, String text) {
        List<String> parts = Arrays.asList(text.split(" ", -1));
        if (parts.size() < WITHOUT_STATE) {
            return null;
        }
        String version = RedisLayout.unescaped(parts.get(1));
        String host = RedisLayout.unescaped(parts.get(2));
        try {
            return version == null || host == null
                    ? null
                    : new Member(id, host, version, Long.parseLong(parts.get(0)), state(parts));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable InstanceState state(List<String> parts) {
        if (parts.size() < WITH_STATE) {
            return null;
        }
        try {
            long[] numbers = parts.subList(WITHOUT_STATE, WITH_STATE).stream()
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new InstanceState(
                    numbers[0],
                    numbers[1] == 1,
                    Math.toIntExact(numbers[2]),
                    Math.toIntExact(numbers[3]),
                    numbers[4],
                    numbers[5],
                    numbers[6],
                    numbers[7]);
        } catch (NumberFormatException | ArithmeticException e) {
            return null;
        }
    }
}
