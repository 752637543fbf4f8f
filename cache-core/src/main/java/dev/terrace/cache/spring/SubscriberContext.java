package dev.terrace.cache.spring;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * What a subscriber's context holds for the threads that work for it: who the user is, and what is registered with Micrometer's context
 * propagation. Loaded only if Reactor is there.
 */
final class SubscriberContext {

    private final ContextView context;
    private final @Nullable Object security;

    private SubscriberContext(ContextView context, @Nullable Object security) {
        this.context = context;
        this.security = security;
    }

    /** That of whoever subscribes to it; the user may have to be waited for. */
    static Mono<SubscriberContext> current() {
        return Mono.deferContextual(context -> CurrentUser.SECURITY
                ? Security.found().map(found -> new SubscriberContext(context, found.orElse(null)))
                : Mono.just(new SubscriberContext(context, null)));
    }

    /** Calls this while the current thread has what the context holds for it. */
    <T> T call(Supplier<T> work) {
        Supplier<T> known = security != null ? () -> Security.call(security, work) : work;
        return PropagatedContext.SNAPSHOTS ? Snapshots.call(context, known) : known.get();
    }

    /** Loaded only if Spring Security is there. */
    private static final class Security {

        static Mono<Optional<Object>> found() {
            return ReactiveSecurityContextHolder.getContext()
                    .map(found -> Optional.<Object>of(found))
                    .defaultIfEmpty(Optional.empty());
        }

        static <T> T call(Object context, Supplier<T> work) {
            SecurityContext before = SecurityContextHolder.getContext();
            SecurityContextHolder.setContext((SecurityContext) context);
            try {
                return work.get();
            } finally {
                if (before.getAuthentication() == null) {
                    SecurityContextHolder.clearContext();
                } else {
                    SecurityContextHolder.setContext(before);
                }
            }
        }
    }

    /** Loaded only if the library is there. */
    private static final class Snapshots {

        private static final ContextSnapshotFactory FACTORY =
                ContextSnapshotFactory.builder().build();

        @SuppressWarnings("try")
        static <T> T call(ContextView context, Supplier<T> work) {
            try (ContextSnapshot.Scope scope = FACTORY.setThreadLocalsFrom(context)) {
                return work.get();
            }
        }
    }
}
