package dev.terrace.cache.tier;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A remote tier in front of another, which does all that a subclass does not do itself. */
public abstract class RemoteTierDecorator implements RemoteTier {

    protected final RemoteTier remote;

    protected RemoteTierDecorator(RemoteTier remote) {
        this.remote = remote;
    }

    @Override
    public int lanes() {
        return remote.lanes();
    }

    @Override
    public CompletionStage<ControlSnapshot> join(String operation, int maximumTags) {
        return remote.join(operation, maximumTags);
    }

    @Override
    public CompletionStage<Void> announce(Member member, @Nullable Duration longestLife) {
        return remote.announce(member, longestLife);
    }

    @Override
    public CompletionStage<List<Member>> members() {
        return remote.members();
    }

    @Override
    public CompletionStage<LogEntry.Cursor> tail(Lane lane, String operation) {
        return remote.tail(lane, operation);
    }

    @Override
    public CompletionStage<LogSlice> readLog(Lane lane, long from) {
        return remote.readLog(lane, from);
    }

    @Override
    public CompletionStage<List<RemoteRead>> read(List<Read> reads) {
        return remote.read(reads);
    }

    @Override
    public CompletionStage<List<byte[]>> headers(List<RemoteKey> keys) {
        return remote.headers(keys);
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Fill> fills) {
        return remote.fill(fills);
    }

    @Override
    public CompletionStage<Void> release(RemoteKey key, String token) {
        return remote.release(key, token);
    }

    @Override
    public CompletionStage<List<Boolean>> renew(List<Renewal> renewals) {
        return remote.renew(renewals);
    }

    @Override
    public CompletionStage<Void> throttle(RemoteKey key, Lease lease) {
        return remote.throttle(key, lease);
    }

    @Override
    public CompletionStage<Boolean> freshen(Freshening freshening) {
        return remote.freshen(freshening);
    }

    @Override
    public CompletionStage<List<Boolean>> touch(List<Touch> touches) {
        return remote.touch(touches);
    }

    /** This one: what it does to writes, it does to all of them, and none of its tests has replicas. */
    @Override
    public RemoteTier replicated(int replicas) {
        return this;
    }

    @Override
    public CompletionStage<RemoteRead> putIfAbsent(
            RemoteKey key, byte @Nullable [] known, byte[] stored, @Nullable Duration life) {
        return remote.putIfAbsent(key, known, stored, life);
    }

    @Override
    public CompletionStage<Appended> invalidate(List<KeyInvalidation> keys, String operation) {
        return remote.invalidate(keys, operation);
    }

    @Override
    public CompletionStage<LogSlice> invalidate(Invalidation invalidation, String operation, long from) {
        return remote.invalidate(invalidation, operation, from);
    }

    @Override
    public CompletionStage<Void> fence(long from, long beyond, String operation) {
        return remote.fence(from, beyond, operation);
    }

    @Override
    public CompletionStage<TagPositions> tagPositions(Collection<String> tags) {
        return remote.tagPositions(tags);
    }

    @Override
    public CompletionStage<Boolean> own(String pattern, String owner, Duration duration) {
        return remote.own(pattern, owner, duration);
    }

    @Override
    public CompletionStage<KeyPage> scan(Lane lane, Kind kind, @Nullable String cache, String from) {
        return remote.scan(lane, kind, cache, from);
    }

    @Override
    public CompletionStage<KeyPage> scan(Lane lane, Kind kind, @Nullable String cache, String from, int about) {
        return remote.scan(lane, kind, cache, from, about);
    }

    @Override
    public CompletionStage<Integer> discard(List<Discard> values) {
        return remote.discard(values);
    }

    @Override
    public CompletionStage<Void> endLeases(List<RemoteKey> keys) {
        return remote.endLeases(keys);
    }

    @Override
    public CompletionStage<Void> subscribe(BusListener listener) {
        return remote.subscribe(listener);
    }

    @Override
    public void close() {
        remote.close();
    }
}
