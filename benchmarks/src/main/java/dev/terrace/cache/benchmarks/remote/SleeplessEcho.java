package dev.terrace.cache.benchmarks.remote;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Answers whatever it is sent with the same bytes. Its thread asks for work all the time, so that nothing has to wake it. */
final class SleeplessEcho implements AutoCloseable {

    private static final int REQUEST = 4 * 1024;

    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final Selector selector = Selector.open();
    private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST);
    private final ByteBuffer answer;
    private volatile boolean closed;

    /** @param size how many bytes an answer has, as a string of Redis's protocol */
    SleeplessEcho(int size) throws IOException {
        byte[] bytes = ("$" + size + "\r\n" + Texts.ofSize(size) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        answer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        Thread thread = new Thread(this::run, "sleepless-echo");
        thread.setDaemon(true);
        thread.start();
    }

    String address() throws IOException {
        return "127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    private void run() {
        try (server;
                selector) {
            while (!closed) {
                selector.selectNow(this::serve);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serve(SelectionKey ready) {
        try {
            if (ready.isAcceptable()) {
                accept();
            } else {
                answer((SocketChannel) ready.channel());
            }
        } catch (IOException e) {
            ready.cancel();
        }
    }

    private void accept() throws IOException {
        SocketChannel accepted = server.accept();
        accepted.configureBlocking(false);
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        accepted.register(selector, SelectionKey.OP_READ);
    }

    /** A request is small, and arrives as a whole. */
    private void answer(SocketChannel client) throws IOException {
        request.clear();
        if (client.read(request) < 0) {
            client.close();
            return;
        }
        ByteBuffer left = answer.duplicate();
        while (left.hasRemaining()) {
            client.write(left);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
