package dev.terrace.cache.spring;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.function.Supplier;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Takes the observation of a subscriber to the thread that works for it, and that of a load to the context of what is loaded: so spans
 * of a publisher are children of the load, whether or not Reactor propagates contexts by itself. Loaded only if Reactor is there.
 */
final class SubscriberObservation {

    /** Where Micrometer keeps it, in contexts and for threads. */
    private static final String KEY = "micrometer.observation";

    private SubscriberObservation() {}

    /** Calls this while the current thread has the observation of the context. */
    static <T> T within(ContextView context, Supplier<T> work) {
        return PropagatedContext.SNAPSHOTS && context.hasKey(KEY) ? Snapshots.call(context, work) : work.get();
    }

    /** The context with the observation of the current thread, if it has one. */
    static Context current(ContextView context) {
        Context all = Context.of(context);
        return PropagatedContext.SNAPSHOTS ? Snapshots.current(all) : all;
    }

    /** Loaded only if the library is there. */
    private static final class Snapshots {

        private static final ContextSnapshotFactory FACTORY = ContextSnapshotFactory.builder()
                .captureKeyPredicate(KEY::equals)
                .build();

        @SuppressWarnings("try")
        static <T> T call(ContextView context, Supplier<T> work) {
            try (ContextSnapshot.Scope scope = FACTORY.setThreadLocalsFrom(context, KEY)) {
                return work.get();
            }
        }

        static Context current(Context context) {
            return FACTORY.captureAll().updateContext(context);
        }
    }
}
