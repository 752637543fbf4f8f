package dev.terrace.cache.coherence;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * The remote tier with {@linkplain CombinedCalls combined} reads, headers, fills and touches of single keys. What comes for several
 * keys at once goes as it is. Invalidations are combined by the {@link Outbox}, since each call of theirs is an entry of the log.
 */
final class CombiningTier extends RemoteTierDecorator {

    /** The most of a header that a server sends without looking twice. */
    private static final int HEADER = 512;

    private static final int STAMP = 32;

    private final Timer timer;
    private final CacheClock clock;
    private final ValueSizes sizes;
    private final List<CombinedCalls<Read, RemoteRead>> reads;
    private final List<CombinedCalls<RemoteKey, byte[]>> headers;
    private final List<CombinedCalls<Touch, Boolean>> touches;
    private final List<CombinedCalls<Fill, Boolean>> fills;
    private final Map<Integer, RemoteTier> replicated = new ConcurrentHashMap<>();

    CombiningTier(RemoteTier remote, Timer timer, CacheClock clock) {
        super(remote);
        this.timer = timer;
        this.clock = clock;
        this.sizes = new ValueSizes();
        this.reads = ofEachLane(remote::read, read -> sizes.expected(read.key()), this::measure);
        this.headers = ofEachLane(remote::headers, key -> HEADER, (key, header) -> {});
        this.touches = ofEachLane(remote::touch, touch -> STAMP, (touch, done) -> {});
        this.fills = ofEachLane(remote::fill, CombiningTier::length, (fill, done) -> {});
    }

    /** A view that writes otherwise, and reads as the whole. */
    private CombiningTier(CombiningTier whole, RemoteTier view) {
        super(view);
        this.timer = whole.timer;
        this.clock = whole.clock;
        this.sizes = whole.sizes;
        this.reads = whole.reads;
        this.headers = whole.headers;
        this.touches = whole.touches;
        this.fills = ofEachLane(view::fill, CombiningTier::length, (fill, done) -> {});
    }

    private <Q, A> List<CombinedCalls<Q, A>> ofEachLane(
            Function<List<Q>, CompletionStage<List<A>>> call, ToIntFunction<Q> bytes, BiConsumer<Q, A> seen) {
        return IntStream.range(0, lanes())
                .mapToObj(lane -> new CombinedCalls<>(call, bytes, seen, timer, clock))
                .toList();
    }

    private static <T> T of(RemoteKey key, List<T> lanes) {
        return lanes.get(Lane.of(key.hash(), lanes.size()).index());
    }

    private static int length(Fill fill) {
        return fill.stored().length;
    }

    private void measure(Read read, RemoteRead answer) {
        if (answer instanceof RemoteRead.Hit hit) {
            sizes.seen(read.key(), hit.stored().length);
        }
    }

    private CompletionStage<List<RemoteRead>> readAndMeasure(List<Read> all) {
        return remote.read(all).thenApply(answers -> {
            for (int i = 0; i < answers.size(); i++) {
                measure(all.get(i), answers.get(i));
            }
            return answers;
        });
    }

    @Override
    public CompletionStage<List<RemoteRead>> read(List<Read> all) {
        return all.size() == 1 ? of(all.get(0).key(), reads).ask(all) : readAndMeasure(all);
    }

    @Override
    public CompletionStage<List<byte[]>> headers(List<RemoteKey> keys) {
        return keys.size() == 1 ? of(keys.get(0), headers).ask(keys) : remote.headers(keys);
    }

    @Override
    public CompletionStage<List<Boolean>> touch(List<Touch> all) {
        return all.size() == 1 ? of(all.get(0).key(), touches).ask(all) : remote.touch(all);
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Fill> all) {
        return all.size() == 1 ? of(all.get(0).key(), fills).ask(all) : remote.fill(all);
    }

    /** Of views as many as there are of the tier itself. */
    @Override
    public RemoteTier replicated(int replicas) {
        RemoteTier view = remote.replicated(replicas);
        return view == remote ? this : replicated.computeIfAbsent(replicas, any -> new CombiningTier(this, view));
    }
}
