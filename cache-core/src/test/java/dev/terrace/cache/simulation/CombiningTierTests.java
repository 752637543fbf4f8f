package dev.terrace.cache.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.coherence.Combining;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.tier.ContractLimits;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierContract;
import dev.terrace.cache.tier.RemoteTierDecorator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** The contract over the tier that combines calls, of which one hangs in each lane: nothing goes out before it has waited. */
class CombiningTierTests extends RemoteTierContract {

    private static final int LANES = 3;
    private static final String HANGING = "hanging";

    private final SimulatedServer server =
            new SimulatedServer(LANES, SimulatedServer.Limits.OF_REDIS, Clock.systemUTC()::millis);

    @Override
    protected RemoteTier open(ContractLimits limits) {
        Hanging hanging = new Hanging(new SimulatedTier(
                server,
                Transport.IMMEDIATE,
                new ServerControl.Limits(limits.maximumTags(), limits.tagSlack(), limits.silence())));
        RemoteTier combining = Combining.of(hanging, (delay, task) -> task.run(), new ManualTime());
        for (RemoteKey key : LongStream.range(0, 20)
                .mapToObj(hash -> new RemoteKey(HANGING, "'" + hash + "'", hash))
                .toList()) {
            assertThat(List.of(
                            combining.read(key, null, null),
                            combining.headers(List.of(key)),
                            combining.fill(key, "token", new byte[16], null),
                            combining.touch(List.of(new RemoteTier.Touch(key, new byte[8], Duration.ofHours(1))))))
                    .noneMatch(call -> call.toCompletableFuture().isDone());
        }
        return combining;
    }

    /** Never answers what is asked of the keys of one cache. */
    private static final class Hanging extends RemoteTierDecorator {

        Hanging(RemoteTier remote) {
            super(remote);
        }

        private static <Q, A> CompletionStage<A> unless(
                List<Q> all, Function<Q, RemoteKey> key, Supplier<CompletionStage<A>> call) {
            boolean hangs = !all.isEmpty() && key.apply(all.get(0)).cache().equals(HANGING);
            return hangs ? new CompletableFuture<>() : call.get();
        }

        @Override
        public CompletionStage<List<RemoteRead>> read(List<Read> all) {
            return unless(all, Read::key, () -> super.read(all));
        }

        @Override
        public CompletionStage<List<byte[]>> headers(List<RemoteKey> all) {
            return unless(all, Function.identity(), () -> super.headers(all));
        }

        @Override
        public CompletionStage<List<Boolean>> fill(List<Fill> all) {
            return unless(all, Fill::key, () -> super.fill(all));
        }

        @Override
        public CompletionStage<List<Boolean>> touch(List<Touch> all) {
            return unless(all, Touch::key, () -> super.touch(all));
        }
    }
}
