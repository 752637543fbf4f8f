package dev.terrace.cache.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** A Redis with a port for TLS beside the plain one; which certificate it shows can be changed while it runs. */
public final class TlsRedis implements AutoCloseable {

    private final Path directory = ProcessRedis.newDirectory();
    private final TestRedis redis;
    private int port;
    private int shown;

    /** @param authority what its own certificate and those of clients are issued by */
    public TlsRedis(TestAuthority authority) {
        authority.issue(RedisAddress.LOOPBACK, Duration.ofDays(3)).writeTo(directory, "first");
        authority.itself().writeTo(directory, "authority");
        redis = TestRedis.startLocal(this::arguments);
    }

    /** With another port for each attempt to start it, as it may be taken before the server has it. */
    private List<String> arguments() {
        port = RedisKinds.freePort();
        return List.of(
                "--tls-port",
                String.valueOf(port),
                "--tls-cert-file",
                file("first.crt"),
                "--tls-key-file",
                file("first.key"),
                "--tls-ca-cert-file",
                file("authority.crt"),
                "--tls-auth-clients",
                "no");
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    /** Host and port for TLS. */
    public String address() {
        return RedisAddress.LOOPBACK + ":" + port;
    }

    /** Where the authority's certificate is, as PEM. */
    public String authority() {
        return file("authority.crt");
    }

    /** By the plain port. */
    public String cli(String... command) {
        return redis.cli(command);
    }

    /** From now on this is its certificate, for new connections. */
    public void show(TestAuthority.Issued issued) {
        // It reads a file again only if its name has changed.
        String name = "shown" + shown++;
        issued.writeTo(directory, name);
        set("tls-cert-file", file(name + ".crt"), "tls-key-file", file(name + ".key"));
    }

    /** Whether clients must have a certificate, from now on. */
    public void askClients(boolean ask) {
        set("tls-auth-clients", ask ? "yes" : "no");
    }

    private void set(String... options) {
        String[] command = new String[options.length + 2];
        command[0] = "CONFIG";
        command[1] = "SET";
        System.arraycopy(options, 0, command, 2, options.length);
        String reply = cli(command);
        if (!reply.equals("OK")) {
            throw new IllegalStateException(reply);
        }
    }

    /** Ends all connections of others. */
    public void disconnect() {
        cli("CLIENT", "KILL", "TYPE", "normal");
        cli("CLIENT", "KILL", "TYPE", "pubsub");
    }

    @Override
    public void close() {
        redis.close();
        FileSystemUtils.deleteRecursively(directory.toFile());
    }
}
