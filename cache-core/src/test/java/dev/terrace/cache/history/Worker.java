package dev.terrace.cache.history;

import dev.terrace.cache.fixture.WorkerOrders;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One JVM of a run; {@link dev.terrace.cache.fixture.WorkerProcess} is the other end. */
final class Worker {

    private @Nullable Member member;
    private @Nullable Workload workload;

    private Worker() {}

    public static void main(String[] arguments) throws IOException {
        WorkerOrders.follow(new Worker()::perform);
    }

    private String perform(String[] words) throws Exception {
        switch (words[0]) {
            case "join" -> join(words);
            case "go" -> workload.start(Long.parseLong(words[1]));
            case "only-read" -> workload.onlyRead();
            case "halt" -> workload.stop();
            case "sync" -> member.sync();
            case "read" -> member.readAll(Integer.parseInt(words[1]));
            case "leave" -> leave();
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "done";
    }

    /** {@code join <number> <topology> <namespace> <register> <history> <bug>}. */
    private void join(String[] words) throws Exception {
        member = new Member(
                Integer.parseInt(words[1]),
                Topology.parse(words[2]),
                words[3],
                Path.of(words[4]),
                Path.of(words[5]),
                Bug.valueOf(words[6]));
        member.sync();
        workload = new Workload(member);
    }

    private void leave() throws Exception {
        if (workload != null && member != null) {
            workload.close();
            member.close();
        }
        workload = null;
        member = null;
    }
}
