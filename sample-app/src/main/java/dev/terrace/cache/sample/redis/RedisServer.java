package dev.terrace.cache.sample.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Redis that answers on the loopback interface, as it describes itself.
 *
 * @param port where it listens
 * @param runId what tells it from any other Redis that was or will be on this port
 * @param pid its process
 * @param version such as 7.2.4
 */
record RedisServer(int port, String runId, long pid, String version) {

    private static final int TIMEOUT_MILLIS = 1_000;
    private static final int OLDEST_MAJOR = 6;
    private static final int OLDEST_MINOR = 2;

    /** The Redis on this port, if one answers within a second. */
    static Optional<RedisServer> on(int port) {
        try (Socket socket = connect(port);
                BufferedReader reply =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            send(socket, "INFO server");
            String header = reply.readLine();
            if (header == null || !header.startsWith("$")) {
                return Optional.empty();
            }
            Map<String, String> info = fields(reply, Integer.parseInt(header.substring(1)));
            return Optional.of(new RedisServer(
                    port,
                    info.getOrDefault("run_id", ""),
                    Long.parseLong(info.getOrDefault("process_id", "0")),
                    info.getOrDefault("redis_version", "0.0")));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> fields(BufferedReader reply, int length) throws IOException {
        Map<String, String> fields = new HashMap<>();
        int read = 0;
        String line;
        while (read < length && (line = reply.readLine()) != null) {
            read += line.length() + 2;
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return fields;
    }

    /** Asks it to end, without saving. */
    void shutDown() throws IOException {
        try (Socket socket = connect(port)) {
            send(socket, "SHUTDOWN NOSAVE");
            // It answers by closing the connection.
            socket.getInputStream().readAllBytes();
        }
    }

    /** Whether the library can use it. */
    boolean isRecentEnough() {
        String[] parts = version.split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        return major > OLDEST_MAJOR || (major == OLDEST_MAJOR && minor >= OLDEST_MINOR);
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void send(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
