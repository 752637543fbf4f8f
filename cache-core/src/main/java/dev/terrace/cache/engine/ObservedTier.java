package dev.terrace.cache.engine;

import dev.terrace.cache.tier.Lease;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The remote tier of one cache whose calls are observed. */
final class ObservedTier extends RemoteTierDecorator {

    private static final String HIT = "hit";
    private static final String MISS = "miss";

    private final ObservedWork observed;

    private ObservedTier(RemoteTier remote, ObservedWork observed) {
        super(remote);
        this.observed = observed;
    }

    /** The tier itself if nobody observes it. */
    static RemoteTier of(RemoteTier tier, ObservedWork observed) {
        return observed.isSeen() ? new ObservedTier(tier, observed) : tier;
    }

    private static <Q> Supplier<List<String>> texts(List<Q> all, Function<Q, RemoteKey> key) {
        return () -> all.stream().map(each -> key.apply(each).text()).toList();
    }

    private static Supplier<List<String>> text(RemoteKey key) {
        return () -> List.of(key.text());
    }

    /** Of several keys: whether at least one was there. */
    private static String result(List<RemoteRead> reads) {
        return reads.stream().anyMatch(RemoteRead.Hit.class::isInstance) ? HIT : MISS;
    }

    @Override
    public CompletionStage<List<RemoteRead>> read(List<Read> reads) {
        return observed.remote("read", texts(reads, Read::key), () -> remote.read(reads), ObservedTier::result);
    }

    @Override
    public CompletionStage<List<byte[]>> headers(List<RemoteKey> keys) {
        return observed.remote("verify", texts(keys, Function.identity()), () -> remote.headers(keys));
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Fill> fills) {
        return observed.remote("fill", texts(fills, Fill::key), () -> remote.fill(fills));
    }

    @Override
    public CompletionStage<Boolean> freshen(Freshening freshening) {
        return observed.remote("freshen", text(freshening.key()), () -> remote.freshen(freshening));
    }

    @Override
    public CompletionStage<RemoteRead> putIfAbsent(
            RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life) {
        return observed.remote("put-if-absent", text(key), () -> remote.putIfAbsent(key, known, stored, life));
    }

    @Override
    public CompletionStage<List<Boolean>> touch(List<Touch> touches) {
        return observed.remote("touch", texts(touches, Touch::key), () -> remote.touch(touches));
    }

    @Override
    public CompletionStage<Integer> discard(List<Discard> values) {
        return observed.remote("discard", texts(values, Discard::key), () -> remote.discard(values));
    }

    @Override
    public CompletionStage<Void> release(RemoteKey key, String token) {
        return observed.remote("release", text(key), () -> remote.release(key, token));
    }

    @Override
    public CompletionStage<Void> throttle(RemoteKey key, Lease lease) {
        return observed.remote("throttle", text(key), () -> remote.throttle(key, lease));
    }
}
