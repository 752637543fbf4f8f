package dev.terrace.cache.benchmarks.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A process of the cluster as the driver sees it. Not thread-safe. */
final class InstanceProcess implements AutoCloseable {

    private static final long LONGEST_ANSWER_SECONDS = 120;

    private final Process process;
    private final Path log;
    private final Writer input;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /**
     * @param number of the instance
     * @param directory for its class path and what it says
     * @param arguments of the driver
     */
    InstanceProcess(int number, Path directory, List<String> arguments) throws IOException {
        Path options = directory.resolve("instance-" + number + ".args");
        Files.writeString(
                options,
                "-cp \"%s\"".formatted(System.getProperty("java.class.path").replace("\\", "\\\\")));
        log = directory.resolve("instance-" + number + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+PerfDisableSharedMem",
                "@" + options,
                InstanceMain.class.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAnswers, "instance-" + number);
        reader.setDaemon(true);
        reader.start();
    }

    private void readAnswers() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines()
                    .filter(line -> line.startsWith(InstanceMain.ANSWER))
                    .map(line -> line.substring(InstanceMain.ANSWER.length()))
                    .forEach(answers::add);
        } catch (IOException | UncheckedIOException e) {
            answers.add("error " + e);
        }
        answers.add("error it has ended");
    }

    /** Sends a line; its answer is awaited later. */
    void say(Object... words) {
        try {
            input.write(Arrays.stream(words).map(Object::toString).collect(Collectors.joining(" ")) + "\n");
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
                throw new IllegalStateException("An instance says: %s; see %s".formatted(answer, log));
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while an instance was to answer", e);
        }
    }

    /** Times of both processes can be compared only if they have one clock. */
    void requireSameClock() {
        long before = System.nanoTime();
        say("time");
        long there = Long.parseLong(answer());
        if (there < before || there > System.nanoTime()) {
            throw new IllegalStateException("System.nanoTime() differs between processes here; run it on Linux");
        }
    }

    /** Kills it and waits for its end. */
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
