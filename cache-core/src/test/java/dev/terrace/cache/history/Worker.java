package dev.terrace.cache.history;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One JVM of a run. It does what the lines of its input say and answers each with one line; it ends with its input, so that it
 * never outlives the test. {@link WorkerProcess} is the other end.
 */
final class Worker {

    static final String ANSWER = "> ";

    private @Nullable Member member;
    private @Nullable Workload workload;

    private Worker() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        // What libraries print is no answer.
        System.setOut(System.err);
        Worker worker = new Worker();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String answer;
            try {
                answer = worker.perform(line.split(" "));
            } catch (Exception e) {
                e.printStackTrace();
                answer = "error " + e;
            }
            answers.println(ANSWER + answer.replace('\n', ' '));
            answers.flush();
        }
        // Threads that hang do not keep it alive.
        Runtime.getRuntime().halt(0);
    }

    private String perform(String[] words) throws Exception {
        switch (words[0]) {
            case "time" -> {
                return Long.toString(System.nanoTime());
            }
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
