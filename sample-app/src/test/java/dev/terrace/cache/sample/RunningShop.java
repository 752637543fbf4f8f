package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged sample in a process of its own, on a port of its own. */
final class RunningShop implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Unpacked by itself, once in a test run: it starts in three quarters of the time. */
    private static final class Unpacked {

        static final Path JAR = unpack(Path.of(System.getProperty("sample.jar")));

        private static Path unpack(Path jar) {
            try {
                Path into = Files.createTempDirectory(Path.of("target"), "shop-");
                Process unpacking = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Djarmode=tools",
                                "-jar",
                                jar.toString(),
                                "extract",
                                "--force",
                                "--destination",
                                into.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(
                                into.resolveSibling(into.getFileName() + ".log").toFile())
                        .start();
                assertThat(unpacking.waitFor()).as("unpacking %s", jar).isZero();
                return into.resolve(jar.getFileName());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private final Process process;
    private final Path output;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private int port;

    private RunningShop(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts it without waiting for it. All its files, those of the Redis included, are in this directory; what it says is
     * kept for those who look into a failure.
     */
    static RunningShop start(Path directory, String name, String... arguments) throws IOException {
        Path output = Files.createDirectories(Path.of("target", "shop-logs"))
                .resolve(directory.getFileName() + "-" + name + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "-jar",
                Unpacked.JAR.toString(),
                "--server.port=0",
                "--server.address=127.0.0.1",
                // A busy machine must not turn a read into a load, nor keep a loaded value from being kept.
                "--terrace.cache.redis.timeout=2s"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new RunningShop(process, output);
    }

    /** Waits until it says that it is healthy. */
    RunningShop ready() {
        await().atMost(START).pollInterval(Duration.ofMillis(100)).until(() -> {
            assertThat(process.isAlive()).as(this::log).isTrue();
            return PORT.matcher(log()).find();
        });
        port = Integer.parseInt(PORT.matcher(log())
                .results()
                .map((MatchResult match) -> match.group(1))
                .findFirst()
                .orElseThrow());
        await().atMost(START).until(() -> get("/actuator/health").status() == 200);
        return this;
    }

    /** Where its page is. */
    URI address() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    String log() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An answer.
     *
     * @param servedBy what X-Cache says, empty if it is not there
     * @param type the media type
     * @param took for the caller
     */
    record Answer(int status, String servedBy, String type, JsonNode body, Duration took) {

        double price() {
            return body.get("price").asDouble();
        }
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    Answer product(long id) {
        return get("/products/" + id);
    }

    Answer changePrice(long id, String price) {
        return send("PUT", "/products/" + id + "/price", "{\"price\": " + price + "}");
    }

    Answer send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .build();
        long start = System.nanoTime();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("X-Cache").orElse(""),
                    response.headers().firstValue("Content-Type").orElse(""),
                    JSON.readTree(response.body()),
                    Duration.ofNanos(System.nanoTime() - start));
        } catch (IOException e) {
            throw new UncheckedIOException(log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it ends by itself, and returns its status. */
    int status() throws InterruptedException {
        return process.waitFor();
    }

    /** As the kernel does it: no shutdown hook runs. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As Ctrl-C does it. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        boolean ended = process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            kill();
        }
        assertThat(ended).as("ended by itself; %s", log()).isTrue();
    }
}
