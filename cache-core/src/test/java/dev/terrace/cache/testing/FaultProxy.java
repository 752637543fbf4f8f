package dev.terrace.cache.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bad line: forwards TCP connections on a loopback port to a server, and refuses, cuts, silences, deadens, delays, resets or
 * diverts them when told to. What is silenced is held back and arrives after {@link #heal()}, as after a partition. Two threads
 * per connection. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {

    /** Which way bytes go. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private static final int BUFFER = 16 * 1024;

    private final InetSocketAddress usual;
    private final int port;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final AtomicLong disturbances = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Direction> silent = ConcurrentHashMap.newKeySet();
    private Duration delay = Duration.ZERO;
    private int bytesUntilReset = Integer.MAX_VALUE;
    private volatile InetSocketAddress target;
    private @Nullable ServerSocket listening;
    private Thread accepting = new Thread();
    private boolean closed;

    /**
     * Listens from now on.
     *
     * @param target host and port
     */
    public FaultProxy(String target) {
        usual = socketAddress(target);
        this.target = usual;
        port = listen(0);
    }

    private static InetSocketAddress socketAddress(String address) {
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    /** Where clients reach it, {@code 127.0.0.1:6379}. */
    public String address() {
        return RedisAddress.LOOPBACK + ":" + port;
    }

    public int port() {
        return port;
    }

    /** How many connections are open. */
    public int connections() {
        return lines.size();
    }

    /** How often something was held back or lost, or a connection reset in the middle of a reply. */
    public long disturbances() {
        return disturbances.get();
    }

    /** Lets in nobody new; who is connected stays. */
    public void refuse() {
        change(() -> {
            if (listening != null) {
                close(listening);
                listening = null;
                awaitEndOf(accepting);
            }
        });
    }

    /** The port is open for as long as a thread is within accept. */
    private static void awaitEndOf(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Resets every connection that is open. */
    public void cut() {
        lines.forEach(Line::reset);
    }

    /** Lets nothing through in these directions, while connections stay and can be made: half-open ones, if one is given. */
    public void silence(Direction... directions) {
        change(() -> silent.addAll(Set.of(directions)));
    }

    /** Loses from now on, and for ever, all that comes on a connection that is open; new ones are good. */
    public void deaden() {
        lines.forEach(Line::deaden);
    }

    /** Leads new connections to another server, until it is healed. */
    public void divert(String target) {
        this.target = socketAddress(target);
    }

    /** Holds up everything that comes for so long. */
    public void delay(Duration time) {
        change(() -> delay = time);
    }

    /** Resets the connection that brings the server's next bytes after this many of them, and is well again. */
    public void resetInReply(int afterBytes) {
        change(() -> bytesUntilReset = afterBytes);
    }

    /** Ends all faults. Connections that were cut are not made again; what was held back goes on. */
    public void heal() {
        change(() -> {
            silent.clear();
            delay = Duration.ZERO;
            bytesUntilReset = Integer.MAX_VALUE;
            target = usual;
            if (listening == null && !closed) {
                listen(port);
            }
        });
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int listen(int wanted) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(RedisAddress.LOOPBACK), wanted));
            listening = socket;
            accepting = daemon("fault-proxy-accept", () -> accept(socket));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                connect(client);
            } catch (IOException e) {
                // Closed, which the loop sees, or gone before it was let in.
            }
        }
    }

    private void connect(Socket client) {
        try {
            InetSocketAddress server = target;
            Line line = new Line(client, new Socket(server.getAddress(), server.getPort()));
            lines.add(line);
            line.start();
        } catch (IOException e) {
            // The server is not there, and the client is to notice.
            reset(client);
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        change(() -> closed = true);
        refuse();
        cut();
    }

    /** Waits until bytes may go this way, and takes from those that may go before a reset. Returns how many of them may. */
    private int awaitPassage(Line line, Direction direction, int length) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = delay.toNanos();
            if (silent.contains(direction)) {
                disturbances.incrementAndGet();
            }
            while (!line.isCut() && (nanos > 0 || silent.contains(direction))) {
                if (silent.contains(direction)) {
                    changed.await(100, TimeUnit.MILLISECONDS);
                } else {
                    nanos = changed.awaitNanos(nanos);
                }
            }
            if (direction == Direction.TO_SERVER || bytesUntilReset >= length) {
                return length;
            }
            int allowed = bytesUntilReset;
            disturbances.incrementAndGet();
            bytesUntilReset = Integer.MAX_VALUE;
            return allowed;
        } finally {
            lock.unlock();
        }
    }

    /** A client's connection and ours to the server. */
    private final class Line {

        private final Socket client;
        private final Socket server;
        private volatile boolean dead;

        Line(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start() {
            daemon("fault-proxy-to-server", () -> pump(client, server, Direction.TO_SERVER));
            daemon("fault-proxy-to-client", () -> pump(server, client, Direction.TO_CLIENT));
        }

        void deaden() {
            dead = true;
        }

        boolean isCut() {
            return client.isClosed() || server.isClosed();
        }

        private void pump(Socket from, Socket to, Direction direction) {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    int passing = awaitPassage(this, direction, length);
                    if (dead) {
                        disturbances.incrementAndGet();
                        continue;
                    }
                    out.write(buffer, 0, passing);
                    if (passing < length) {
                        break;
                    }
                }
            } catch (IOException e) {
                // One of the two is gone, and so is the other then.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                reset();
            }
        }

        void reset() {
            lines.remove(this);
            FaultProxy.reset(client);
            FaultProxy.reset(server);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
        close(socket);
    }

    private static void close(java.io.Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }
}
