package dev.terrace.cache.benchmarks.remote;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A connection to a server of Redis's protocol, and nothing around it: one command at a time. For one thread. */
final class RespConnection implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final int LINE = 256;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    RespConnection(String address) throws IOException {
        String[] hostAndPort = address.split(":", 2);
        socket = new Socket(hostAndPort[0], Integer.parseInt(hostAndPort[1]));
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
    }

    /** A command as it is sent. */
    static byte[] command(String... words) {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return command.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Sends a command, and waits for its reply: the bytes of a string, or the rest of the line of any other. */
    byte[] call(byte[] command) throws IOException {
        out.write(command);
        int kind = in.read();
        byte[] line = line();
        if (kind == '$' && line[0] != '-') {
            byte[] value = new byte[Integer.parseInt(new String(line, StandardCharsets.ISO_8859_1))];
            in.readFully(value);
            in.skipNBytes(2);
            return value;
        }
        if (kind != '+' && kind != ':') {
            throw new IOException((char) kind + new String(line, StandardCharsets.ISO_8859_1));
        }
        return line;
    }

    String text(String... words) throws IOException {
        return new String(call(command(words)), StandardCharsets.UTF_8);
    }

    private byte[] line() throws IOException {
        byte[] line = new byte[LINE];
        for (int length = 0; ; length++) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            if (next == '\r') {
                in.skipNBytes(1);
                return Arrays.copyOf(line, length);
            }
            line[length] = (byte) next;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
