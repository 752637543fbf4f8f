package dev.terrace.cache.sample.tour;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

/**
 * A second instance of the sample: an application context of its own with its own caches, connections and port, in this process so
 * that it ends with it in any case. It starts and stops on a thread of its own, one after the other. Thread-safe.
 */
@Component
final class OtherInstance implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(OtherInstance.class);
    private static final long END_SECONDS = 30;

    private final OtherLauncher launcher;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(OtherInstance::newThread);
    private volatile View view = View.NONE;

    /** Which start or stop was the last. */
    private int generation;

    /** Of the thread alone. */
    private @Nullable ConfigurableApplicationContext context;

    /** What there is of it. */
    enum State {
        NONE,
        STARTING,
        RUNNING,
        FAILED
    }

    /**
     * How it is.
     *
     * @param port where it listens, if it runs
     * @param reason why it could not be started, if it failed
     */
    record View(
            State state, @Nullable Integer port, @Nullable String reason) {

        static final View NONE = new View(State.NONE, null, null);
    }

    OtherInstance(OtherLauncher launcher) {
        this.launcher = launcher;
    }

    /** The class loader of a request's thread is that of Tomcat, not that of the application. */
    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "second-instance");
        thread.setDaemon(true);
        thread.setContextClassLoader(OtherInstance.class.getClassLoader());
        return thread;
    }

    View view() {
        return view;
    }

    /** Where it listens; empty while it does not. */
    OptionalInt port() {
        Integer port = view.port();
        return port != null ? OptionalInt.of(port) : OptionalInt.empty();
    }

    /** Begins to start it, unless it runs or is about to. */
    synchronized void start() {
        if (view.state() == State.NONE || view.state() == State.FAILED) {
            view = new View(State.STARTING, null, null);
            int wanted = ++generation;
            thread.execute(() -> launch(wanted));
        }
    }

    /** Begins to stop it. It is gone for callers at once. */
    synchronized void stop() {
        generation++;
        view = View.NONE;
        thread.execute(this::end);
    }

    /** Whatever is thrown is its end, since nobody else would say so. */
    private void launch(int wanted) {
        try {
            ConfigurableApplicationContext launched = launcher.launch();
            context = launched;
            int port = launched.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            began(wanted, new View(State.RUNNING, port, null));
        } catch (Throwable e) {
            log.warn("The second instance could not be started", e);
            began(wanted, new View(State.FAILED, null, String.valueOf(e.getMessage())));
            end();
        }
    }

    /** Unless it was stopped meanwhile, even if it is being started again. */
    private synchronized void began(int wanted, View result) {
        if (wanted == generation) {
            view = result;
        }
    }

    private void end() {
        ConfigurableApplicationContext running = context;
        context = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        stop();
        thread.shutdown();
        if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
            log.warn(String.format(Locale.ROOT, "The second instance has not ended within %d s", END_SECONDS));
        }
    }
}
