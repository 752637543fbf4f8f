package dev.terrace.cache.benchmarks.scaling;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Connections that hear a channel and forget what they hear, as so many instances cost the server. */
final class Subscribers implements AutoCloseable {

    private static final int BUFFER = 64 << 10;

    private final Selector selector = Selector.open();
    private final Thread reader = new Thread(this::read, "subscribers");

    Subscribers(String address, String channel, int count) throws IOException {
        int colon = address.lastIndexOf(':');
        InetSocketAddress server =
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        ByteBuffer answer = ByteBuffer.allocate(BUFFER);
        for (int i = 0; i < count; i++) {
            SocketChannel connection = SocketChannel.open(server);
            Channels.newOutputStream(connection)
                    .write("SUBSCRIBE %s\r\n".formatted(channel).getBytes(StandardCharsets.US_ASCII));
            connection.read(answer.clear());
            connection.configureBlocking(false);
            connection.register(selector, SelectionKey.OP_READ);
        }
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (selector.isOpen()) {
                selector.select(key -> {
                    try {
                        ((SocketChannel) key.channel()).read(buffer.clear());
                    } catch (IOException e) {
                        key.cancel();
                    }
                });
            }
        } catch (IOException | RuntimeException e) {
            // It is closed.
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
