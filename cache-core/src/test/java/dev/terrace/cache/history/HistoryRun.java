package dev.terrace.cache.history;

import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.WorkerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One history: the workers join a namespace of its own, live through some phases, and leave. */
final class HistoryRun implements AutoCloseable {

    /** What of a phase is left when the nemesis is over, so that its aftermath is seen at work. */
    private static final double STRIKING = 0.7;

    private final List<WorkerProcess> workers;
    private final Path directory;
    private final Servers servers;
    private final String namespace = Namespaces.fresh();
    private final SplittableRandom random;
    private final Register register;
    private final List<Happening> happenings = new ArrayList<>();
    private int rests;
    private boolean finished;

    HistoryRun(List<WorkerProcess> workers, Path directory, Servers servers, Bug bug, long seed) throws IOException {
        this.workers = workers;
        this.directory = directory;
        this.servers = servers;
        this.random = new SplittableRandom(seed);
        this.register = new Register(registerFile());
        for (int i = 0; i < workers.size(); i++) {
            workers.get(i).say("join", i, servers.topologyOf(i), namespace, registerFile(), historyFile(i), bug);
        }
        workers.forEach(WorkerProcess::answer);
    }

    private Path registerFile() {
        return directory.resolve(namespace + ".register");
    }

    private Path historyFile(int instance) {
        return directory.resolve(namespace + "-" + instance + ".history");
    }

    private void all(Object... words) {
        workers.forEach(worker -> worker.say(words));
        workers.forEach(WorkerProcess::answer);
    }

    /** The workers work, the nemesis strikes, and in the end all rest and compare what they have. */
    void phase(Nemesis nemesis, String name, Duration duration) throws IOException {
        long from = System.nanoTime();
        workers.forEach(worker -> worker.say("go", random.nextLong()));
        workers.forEach(WorkerProcess::answer);
        long until = from + duration.toNanos();
        Scene scene =
                new Scene(servers, workers, namespace, random.split(), from + (long) (duration.toNanos() * STRIKING));
        nemesis.strike(scene);
        happenings.addAll(scene.faults());
        Scene.pauseUntil(until);
        all("halt");
        rest();
        happenings.add(new Happening.Phase(name, from, System.nanoTime()));
    }

    /** Everybody sends what is deferred, then reads what the others sent, and then nothing may differ. */
    private void rest() throws IOException {
        rests++;
        all("sync");
        all("sync");
        for (WorkerProcess worker : workers) {
            worker.say("read", rests);
            worker.answer();
        }
        int number = workers.size() + rests;
        try (Member fresh =
                new Member(number, servers.topology(), namespace, registerFile(), historyFile(number), Bug.NONE)) {
            fresh.sync();
            for (int key = 0; key < Keyspace.KEYS; key++) {
                happenings.add(new Happening.AtRest(rests, key, register.version(key), fresh.lookUp(key)));
            }
        }
    }

    /** The workers leave; what they wrote down is put together. */
    History finish() throws IOException {
        all("leave");
        finished = true;
        for (int i = 0; i < workers.size(); i++) {
            happenings.addAll(HistoryReader.read(historyFile(i), i));
        }
        return new History(happenings, Topology.bounds());
    }

    /** After a failure the workers leave as well, so that the next run finds them free. */
    @Override
    public void close() {
        if (!finished) {
            workers.forEach(worker -> worker.abandon("leave"));
        }
    }
}
