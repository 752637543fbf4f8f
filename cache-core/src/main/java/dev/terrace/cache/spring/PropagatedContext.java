package dev.terrace.cache.spring;

import dev.terrace.cache.engine.CallerContext;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;

/**
 * Takes the context of a caller to the thread where a load runs in its stead: the diagnostic context of SLF4J, the security
 * context and, if Micrometer's context propagation is there, all that is registered with it, such as traces and locales.
 * Thread-safe.
 */
public final class PropagatedContext implements CallerContext {

    /** Whether Micrometer's context propagation is there. */
    static final boolean SNAPSHOTS = ClassUtils.isPresent(
            "io.micrometer.context.ContextSnapshotFactory", PropagatedContext.class.getClassLoader());

    @Override
    public UnaryOperator<Runnable> capture() {
        Map<String, String> mdc = MDC.getCopyOfContextMap();
        UnaryOperator<Runnable> snapshot = SNAPSHOTS ? Snapshots.capture() : UnaryOperator.identity();
        UnaryOperator<Runnable> user =
                SNAPSHOTS || !CurrentUser.SECURITY ? UnaryOperator.identity() : Security.capture();
        return task -> withMdc(mdc, snapshot.apply(user.apply(task)));
    }

    private static Runnable withMdc(@Nullable Map<String, String> mdc, Runnable task) {
        return () -> {
            Map<String, String> own = MDC.getCopyOfContextMap();
            set(mdc);
            try {
                task.run();
            } finally {
                set(own);
            }
        };
    }

    private static void set(@Nullable Map<String, String> mdc) {
        if (mdc != null) {
            MDC.setContextMap(mdc);
        } else {
            MDC.clear();
        }
    }

    /** Spring Security without that library; else it is registered there. Loaded only if it is there. */
    private static final class Security {

        static UnaryOperator<Runnable> capture() {
            SecurityContext context = SecurityContextHolder.getContext();
            return task -> new DelegatingSecurityContextRunnable(task, context);
        }
    }

    /** Loaded only if the library is there. */
    private static final class Snapshots {

        /** What the caller did not have the task does not have either. */
        private static final ContextSnapshotFactory FACTORY =
                ContextSnapshotFactory.builder().clearMissing(true).build();

        static UnaryOperator<Runnable> capture() {
            ContextSnapshot snapshot = FACTORY.captureAll();
            return snapshot::wrap;
        }
    }
}
