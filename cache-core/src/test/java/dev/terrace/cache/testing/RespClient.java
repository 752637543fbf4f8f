package dev.terrace.cache.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.StringJoiner;

/** Speaks RESP2 over a socket of its own, so that assertions do not depend on the client under test. Not thread-safe. */
public final class RespClient implements Closeable {

    private final Socket socket = new Socket();

    /**
     * Connects, and logs in if the URL says so.
     *
     * @param url as {@link TestRedis#url()} gives it
     * @param timeout of connecting and of each reply
     */
    public static RespClient to(String url, Duration timeout) throws IOException {
        return new RespClient(RedisAddress.parse(url), timeout);
    }

    RespClient(RedisAddress address, Duration timeout) throws IOException {
        try {
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            socket.connect(new InetSocketAddress(address.host(), address.port()), socket.getSoTimeout());
            if (address.password() != null) {
                String user = address.user() == null ? "default" : address.user();
                requireOk(call("AUTH", user, address.password()));
            }
            if (address.database() != 0) {
                requireOk(call("SELECT", String.valueOf(address.database())));
            }
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The reply as text: an error behind {@code (error)}, {@code (nil)} for none, an array line by line. */
    public String call(String... command) throws IOException {
        StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
        for (String argument : command) {
            request.append("$%d\r\n%s\r\n".formatted(argument.getBytes(UTF_8).length, argument));
        }
        socket.getOutputStream().write(request.toString().getBytes(UTF_8));
        return reply(new DataInputStream(socket.getInputStream()));
    }

    private static String reply(DataInputStream in) throws IOException {
        char type = (char) in.readByte();
        StringBuilder line = new StringBuilder();
        for (char c = (char) in.readByte(); c != '\n'; c = (char) in.readByte()) {
            line.append(c);
        }
        String rest = line.toString().stripTrailing();
        if (type == '+' || type == ':' || type == '-') {
            return (type == '-' ? "(error) " : "") + rest;
        }
        int length = Integer.parseInt(rest);
        if (length < 0) {
            return "(nil)";
        }
        if (type == '$') {
            byte[] text = new byte[length + 2];
            in.readFully(text);
            return new String(text, 0, length, UTF_8);
        }
        StringJoiner elements = new StringJoiner("\n");
        for (int i = 0; i < length; i++) {
            elements.add(reply(in));
        }
        return elements.toString();
    }

    private static void requireOk(String reply) throws IOException {
        if (!reply.equals("OK")) {
            throw new IOException("It does not let in: " + reply);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
