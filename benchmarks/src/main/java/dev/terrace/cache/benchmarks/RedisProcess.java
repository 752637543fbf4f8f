package dev.terrace.cache.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A redis-server of its own on the loopback interface, which ends with the benchmark. It keeps nothing on disk. Not thread-safe. */
public final class RedisProcess implements AutoCloseable {

    private static final int TRIES = 100;

    private final int port;
    private volatile Process process;

    public RedisProcess() throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        process = started();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        awaitAnswer();
    }

    private Process started() throws IOException {
        return new ProcessBuilder("redis-server", "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Ends it as {@code kill -9} does; what it held is lost. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it anew at the same address, empty. */
    public void restart() throws IOException, InterruptedException {
        process = started();
        awaitAnswer();
    }

    private void awaitAnswer() throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TRIES);
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(TRIES);
            }
        }
        throw new IllegalStateException("redis-server does not answer");
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** How often the server ran a command since it was started; names in lower case. */
    public long calls(String command) throws IOException {
        Matcher found = Pattern.compile("cmdstat_" + Pattern.quote(command) + ":calls=(\\d+)")
                .matcher(info(address(), "commandstats"));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /** What a server says of itself, over a connection of its own: a line for each field, among those of the protocol. */
    public static String info(String address, String section) throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            socket.getOutputStream()
                    .write("INFO %s\r\nQUIT\r\n".formatted(section).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
