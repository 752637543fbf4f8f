package dev.terrace.cache.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link Worker} in a process of its own, as its parent sees it. Not thread-safe, but for {@link #signal}. */
final class WorkerProcess implements AutoCloseable {

    private static final long LONGEST_ANSWER_SECONDS = 60;

    private final Process process;
    private final Writer input;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /**
     * @param directory for its class path and what it says
     */
    WorkerProcess(int number, Path directory) {
        try {
            Path arguments = directory.resolve("worker-" + number + ".args");
            Files.writeString(
                    arguments,
                    "-cp \"%s\"".formatted(System.getProperty("java.class.path").replace("\\", "\\\\")));
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx160m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+PerfDisableSharedMem",
                            "-Xshare:auto",
                            "@" + arguments,
                            Worker.class.getName()))
                    .redirectError(
                            directory.resolve("worker-" + number + ".log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAnswers, "worker-" + number);
        reader.setDaemon(true);
        reader.start();
    }

    private void readAnswers() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines()
                    .filter(line -> line.startsWith(Worker.ANSWER))
                    .map(line -> line.substring(Worker.ANSWER.length()))
                    .forEach(answers::add);
        } catch (IOException | UncheckedIOException e) {
            answers.add("error " + e);
        }
        answers.add("error it ended");
    }

    /** Sends a line; its answer is awaited later. */
    void say(Object... words) {
        try {
            input.write(String.join(
                            " ", List.of(words).stream().map(Object::toString).toList()) + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to the line that was sent first among those that have none yet. */
    String answer() {
        try {
            String answer = answers.poll(LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS);
            if (answer == null || answer.startsWith("error")) {
                throw new IllegalStateException("The worker %d says: %s".formatted(process.pid(), answer));
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a worker was to answer", e);
        }
    }

    /** Tells it to leave whatever it is in; what it answered before, and whether it can, does not matter any more. */
    void abandon() {
        say("leave");
        say("time");
        for (String answer = ""; !answer.matches("[0-9]+"); ) {
            try {
                answer = answer();
            } catch (IllegalStateException e) {
                if (!process.isAlive()) {
                    return;
                }
            }
        }
    }

    /** Asserts that its clock is the one of this JVM: then times of both can be compared. */
    void requireSameClock() {
        long before = System.nanoTime();
        say("time");
        long there = Long.parseLong(answer());
        long after = System.nanoTime();
        if (there < before || there > after) {
            throw new IllegalStateException(
                    "System.nanoTime() of another JVM, %d, is not between %d and %d".formatted(there, before, after));
        }
    }

    /** Sends it a signal, such as STOP. */
    void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("The worker could not be sent a " + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
