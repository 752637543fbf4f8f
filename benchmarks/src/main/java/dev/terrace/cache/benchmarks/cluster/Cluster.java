package dev.terrace.cache.benchmarks.cluster;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A Redis for the cache, another one as the database, and the instances. They end with it. */
final class Cluster implements AutoCloseable {

    private final RedisProcess redis = new RedisProcess();
    private final RedisProcess database = new RedisProcess();
    private final List<InstanceProcess> instances = new ArrayList<>();
    private boolean keepsLogs;
    private final Path directory = Files.createTempDirectory("cluster");

    /**
     * @param count of the instances
     * @param arguments of the driver
     */
    Cluster(int count, List<String> arguments) throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> instances.forEach(InstanceProcess::close)));
        Path shared = directory.resolve("acknowledged");
        for (int i = 0; i < count; i++) {
            instances.add(new InstanceProcess(i, directory, arguments));
        }
        instances.forEach(InstanceProcess::requireSameClock);
        for (int i = 0; i < count; i++) {
            instances.get(i).say("join", redis.address(), database.address(), shared, i, count);
        }
        instances.forEach(InstanceProcess::answer);
    }

    /** Something failed: what the instances said is not removed at the end. */
    void keepLogs() {
        keepsLogs = true;
    }

    RedisProcess redis() {
        return redis;
    }

    InstanceProcess instance(int number) {
        return instances.get(number);
    }

    /** Says it to all at once; what they answer. */
    List<String> all(Object... words) {
        instances.forEach(instance -> instance.say(words));
        return instances.stream().map(InstanceProcess::answer).toList();
    }

    /** What each did since the last time. */
    List<Counts> take() {
        return all("take").stream().map(Counts::parse).toList();
    }

    /** How long things took since the last time, on all instances. */
    Times takeTimes() {
        Times times = Times.none();
        all("times").stream().map(Times::parse).forEach(times::add);
        return times;
    }

    @Override
    public void close() {
        instances.forEach(InstanceProcess::close);
        redis.close();
        database.close();
        if (keepsLogs) {
            System.err.println("What the instances said is in " + directory);
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("Not removed: " + directory);
        }
    }
}
