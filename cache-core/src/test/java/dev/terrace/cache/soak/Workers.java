package dev.terrace.cache.soak;

import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.WorkerProcess;
import dev.terrace.cache.history.Bug;
import dev.terrace.cache.soak.Customers.Mix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** The processes of a run, and what they are told. */
final class Workers implements AutoCloseable {

    private final Plan plan;
    private final Path directory;
    private final String redis;
    private final List<WorkerProcess> processes = new ArrayList<>();
    private int started;

    /**
     * @param directory for what the processes say and share
     * @param redis its address
     */
    Workers(Plan plan, Path directory, String redis) {
        this.plan = plan;
        this.directory = directory;
        this.redis = redis;
        IntStream.range(0, plan.instances()).forEach(any -> processes.add(start()));
        processes.forEach(WorkerProcess::requireSameClock);
    }

    private WorkerProcess start() {
        return new WorkerProcess(SoakWorker.class, started++, directory, plan.heap());
    }

    /**
     * What a fleet has in common.
     *
     * @param file of the database
     */
    record World(String namespace, Path file, Database database, Pace pace) {}

    World newWorld(Pace pace) throws IOException {
        String namespace = Namespaces.fresh();
        Path file = directory.resolve(namespace + ".database");
        return new World(namespace, file, new Database(file), pace);
    }

    int size() {
        return processes.size();
    }

    void joinAll(World world) {
        processes.forEach(worker -> join(worker, world, Bug.NONE));
        processes.forEach(WorkerProcess::answer);
    }

    /** The last one has a bug, and a loader that fails now and then. */
    void joinAllAndBreakOne(World world, Bug bug) {
        WorkerProcess last = processes.get(processes.size() - 1);
        processes.forEach(worker -> join(worker, world, worker == last ? bug : Bug.NONE));
        processes.forEach(WorkerProcess::answer);
    }

    private void join(WorkerProcess worker, World world, Bug bug) {
        long pause = plan.pause().toNanos();
        worker.say("join", redis, world.namespace(), world.file(), world.pace(), pause, bug, bug != Bug.NONE);
    }

    void go(Mix mix) {
        processes.forEach(worker -> go(worker, mix));
    }

    private static void go(WorkerProcess worker, Mix mix) {
        worker.say("go", mix, ThreadLocalRandom.current().nextLong());
        worker.answer();
    }

    /** Says it to all at once; what they answer. */
    List<String> all(Object... words) {
        processes.forEach(worker -> worker.say(words));
        return processes.stream().map(WorkerProcess::answer).toList();
    }

    /** What each has counted since the last time. */
    List<Counts> take() {
        return all("take").stream().map(Counts::parse).toList();
    }

    /**
     * An instance has left.
     *
     * @param counts what it had counted since the last time
     * @param threads how many of the cache's stayed
     */
    record Left(Counts counts, long threads) {}

    Left leave(int number) {
        WorkerProcess worker = processes.get(number);
        worker.say("halt");
        worker.say("take");
        worker.say("leave");
        worker.answer();
        return new Left(Counts.parse(worker.answer()), Long.parseLong(worker.answer()));
    }

    /** Another instance comes instead of one that has left, in a long run in a process of its own. */
    void replace(int number, World world, Mix mix) {
        if (plan.isLong()) {
            processes.get(number).close();
            processes.set(number, start());
        }
        WorkerProcess worker = processes.get(number);
        join(worker, world, Bug.NONE);
        worker.answer();
        go(worker, mix);
    }

    @Override
    public void close() {
        processes.forEach(WorkerProcess::close);
    }
}
