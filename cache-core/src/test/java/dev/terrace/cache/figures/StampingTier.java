package dev.terrace.cache.figures;

import dev.terrace.cache.tier.LogMessage;
import dev.terrace.cache.tier.RemoteTier;
import dev.terrace.cache.tier.RemoteTierDecorator;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Notes the time at which a message was applied, on the thread that applied it, if something is so by then. */
final class StampingTier extends RemoteTierDecorator {

    private volatile BooleanSupplier condition = () -> false;
    private volatile long stampedAt;

    StampingTier(RemoteTier remote) {
        super(remote);
    }

    /** The next stamp is for this. */
    void expect(BooleanSupplier next) {
        stampedAt = 0;
        condition = next;
    }

    /** When it was so at the end of a message; 0 if it was not. */
    long stampedAt() {
        return stampedAt;
    }

    @Override
    public CompletionStage<Void> subscribe(BusListener listener) {
        return super.subscribe(new BusListener() {
            @Override
            public void onMessage(LogMessage message) {
                listener.onMessage(message);
                if (stampedAt == 0 && condition.getAsBoolean()) {
                    stampedAt = System.nanoTime();
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
        });
    }
}
