package dev.terrace.cache.history;

import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.LogSlice;
import dev.terrace.cache.tier.RemoteRead;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Mistakes that other caches make, put into the remote tier of an instance: the checker must notice each of them. */
public enum Bug {
    NONE {
        @Override
        public RemoteTier in(RemoteTier remote) {
            return remote;
        }
    },

    /** A loaded value is stored whether or not the entry was invalidated meanwhile. */
    FILLS_WITHOUT_LEASE {
        @Override
        public RemoteTier in(RemoteTier remote) {
            return new RemoteTierDecorator(remote) {
                @Override
                public CompletionStage<List<Boolean>> fill(List<Fill> fills) {
                    return super.fill(fills)
                            .thenCompose(filled -> filled.get(0)
                                    ? CompletableFuture.completedFuture(filled)
                                    : super.putIfAbsent(
                                                    fills.get(0).key(),
                                                    null,
                                                    fills.get(0).stored(),
                                                    fills.get(0).life())
                                            .thenApply(read -> List.of(read instanceof RemoteRead.Absent)));
                }
            };
        }
    },

    /** Messages are trusted, though one in three is lost: the logs are read, but nothing of it is believed. */
    TRUSTS_MESSAGES {
        @Override
        public RemoteTier in(RemoteTier remote) {
            return new RemoteTierDecorator(remote) {
                @Override
                public CompletionStage<LogSlice> readLog(Lane lane, long from) {
                    return super.readLog(lane, from)
                            .thenApply(slice -> lane.isControl()
                                            || slice.entries().isEmpty()
                                    ? slice
                                    : new LogSlice(
                                            slice.entries().subList(0, 1), true, slice.epoch(), slice.serverMillis()));
                }

                @Override
                public CompletionStage<Void> subscribe(BusListener listener) {
                    return super.subscribe(new LossyBus(listener));
                }
            };
        }
    },

    /** Everybody who misses loads. */
    LOADS_WITHOUT_LEASE {
        @Override
        public RemoteTier in(RemoteTier remote) {
            return new RemoteTierDecorator(remote) {
                @Override
                public CompletionStage<List<RemoteRead>> read(List<Read> reads) {
                    return super.read(reads).thenApply(answers -> {
                        List<RemoteRead> granted = new ArrayList<>(answers);
                        granted.replaceAll(
                                answer -> answer instanceof RemoteRead.Held ? new RemoteRead.Leased() : answer);
                        return granted;
                    });
                }
            };
        }
    };

    public abstract RemoteTier in(RemoteTier remote);

    private static final class LossyBus implements RemoteTier.BusListener {

        private final RemoteTier.BusListener listener;
        private int messages;

        LossyBus(RemoteTier.BusListener listener) {
            this.listener = listener;
        }

        @Override
        public synchronized void onMessage(LogMessage message) {
            if (messages++ % 3 > 0) {
                listener.onMessage(message);
            }
        }

        @Override
        public void onMalformed() {
            listener.onMalformed();
        }

        @Override
        public void onSubscribed() {
            listener.onSubscribed();
        }
    }
}
